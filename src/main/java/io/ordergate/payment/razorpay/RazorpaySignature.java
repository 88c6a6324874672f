package io.ordergate.payment.razorpay;

import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Razorpay's signatures: the HMAC-SHA-256 of the bytes as they came, in lower-case hexadecimal digits. */
record RazorpaySignature(Sensitive secret) {

    private static final String HMAC = "HmacSHA256";

    /** Loads the classes of the JDK that signing needs; called at the start, so that no event loop waits for them. */
    static void prepare() {
        new RazorpaySignature(Sensitive.of("-")).of(new byte[0]);
    }

    /** Whether this is the signature of these bytes, compared in constant time. */
    boolean matches(byte[] signed, String signature) {
        return !secret.value().isEmpty()
                && MessageDigest.isEqual(
                        of(signed).getBytes(StandardCharsets.US_ASCII),
                        signature.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the checkout of this order has ended with this payment. */
    boolean matches(String razorpayOrderId, String razorpayPaymentId, String signature) {
        return matches((razorpayOrderId + "|" + razorpayPaymentId).getBytes(StandardCharsets.UTF_8), signature);
    }

    private String of(byte[] signed) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(signed));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }
}
