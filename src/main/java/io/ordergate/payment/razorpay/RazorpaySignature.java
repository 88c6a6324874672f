package io.ordergate.payment.razorpay;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Razorpay's signatures: lower-case hex of an HMAC-SHA-256, over the bytes as they came. */
public record RazorpaySignature(String secret) {

    private static final String HMAC = "HmacSHA256";

    /** To be called at the start: what signing needs is loaded then, not on an event loop. */
    static void prepare() {
        new RazorpaySignature("-").of(new byte[0]);
    }

    /** In constant time. */
    boolean matches(byte[] signed, String signature) {
        return !secret.isEmpty()
                && MessageDigest.isEqual(
                        of(signed).getBytes(StandardCharsets.US_ASCII),
                        signature.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the checkout of this order has ended with this payment. */
    boolean matches(String razorpayOrderId, String razorpayPaymentId, String signature) {
        return matches((razorpayOrderId + "|" + razorpayPaymentId).getBytes(StandardCharsets.UTF_8), signature);
    }

    public String of(byte[] signed) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(signed));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }

    @Override
    public String toString() {
        return "RazorpaySignature[hidden]";
    }
}
