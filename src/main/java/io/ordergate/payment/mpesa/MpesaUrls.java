package io.ordergate.payment.mpesa;

import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.support.secret.KeyedHash;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The URLs of callbacks, which nobody signs: each has a key in its path that only this service and M-Pesa know. M-Pesa refuses URLs
 * with its own name and some other words, none of which can be written in hexadecimal digits.
 */
@Component
class MpesaUrls {

    private static final String PATH = "/webhooks/till/";

    private final MpesaSettings settings;
    private final PaymentSettings payments;

    MpesaUrls(MpesaSettings settings, PaymentSettings payments) {
        this.settings = settings;
        this.payments = payments;
    }

    String payment(UUID payment) {
        return payments.url(PATH + payment + "/" + key("payment", payment));
    }

    /** The URL of one kind of news about a refund: {@code result}, {@code status} or {@code timeout}. */
    String refund(UUID payment, UUID refund, String kind) {
        return payments.url(PATH + payment + "/refunds/" + refund + "/" + key("refund", refund) + "/" + kind);
    }

    /** Whether this is the key of this payment or refund, compared in constant time; never without a secret. */
    boolean matches(String subject, UUID id, Sensitive key) {
        return settings.isComplete()
                && MessageDigest.isEqual(
                        key(subject, id).getBytes(StandardCharsets.US_ASCII),
                        key.value().getBytes(StandardCharsets.UTF_8));
    }

    private String key(String subject, UUID id) {
        var text = (subject + ":" + id).getBytes(StandardCharsets.US_ASCII);
        return HexFormat.of()
                .formatHex(KeyedHash.under(settings.callbackSecret()).of(text));
    }
}
