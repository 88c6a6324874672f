package io.ordergate.support.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as the Standard Webhooks specification asks: {@code v1,} and an HMAC-SHA-256 over id, time and body. */
public final class WebhookSignature {

    public static final String PREFIX = "whsec_";

    private static final String HMAC = "HmacSHA256";

    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private WebhookSignature() {}

    /** Whether this is a secret in the form of the specification: {@code whsec_} and 24 to 64 bytes in base64. */
    public static boolean isSecret(String text) {
        try {
            var bytes = text.startsWith(PREFIX) ? secret(text).length : 0;
            return bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** The bytes of a secret in that form. */
    public static byte[] secret(String text) {
        return Base64.getDecoder().decode(text.substring(PREFIX.length()));
    }

    /** The headers that go with a signed body. */
    public static Map<String, String> headers(List<byte[]> secrets, String id, long timestamp, String body) {
        return Map.of(
                "User-Agent",
                "Ordergate-Webhooks/1",
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(timestamp),
                "webhook-signature",
                of(secrets, id, timestamp, body));
    }

    /** One signature for each secret, separated by blanks: the receiver looks for a signature that it can check. */
    public static String of(List<byte[]> secrets, String id, long timestamp, String body) {
        var signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(hmac(secret, signed)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] hmac(byte[] secret, byte[] signed) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }
}
