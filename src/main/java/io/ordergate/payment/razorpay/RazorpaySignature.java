package io.ordergate.payment.razorpay;

import io.ordergate.support.secret.KeyedHash;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/** Razorpay's signatures: the HMAC-SHA-256 of the bytes as they came, in lower-case hexadecimal digits. */
record RazorpaySignature(Sensitive secret) {

    /** Whether this is the signature of these bytes, compared in constant time. */
    boolean matches(byte[] signed, String signature) {
        return !secret.value().isEmpty()
                && MessageDigest.isEqual(
                        HexFormat.of()
                                .formatHex(KeyedHash.under(secret).of(signed))
                                .getBytes(StandardCharsets.US_ASCII),
                        signature.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the checkout of this order has ended with this payment. */
    boolean matches(String razorpayOrderId, String razorpayPaymentId, String signature) {
        return matches((razorpayOrderId + "|" + razorpayPaymentId).getBytes(StandardCharsets.UTF_8), signature);
    }
}
