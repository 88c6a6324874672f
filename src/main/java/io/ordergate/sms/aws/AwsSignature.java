package io.ordergate.sms.aws;

import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a POST to the root of an AWS service (Signature Version 4). */
record AwsSignature(Sensitive accessKeyId, Sensitive secretAccessKey, String region, String service) {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String DATE = "x-amz-date";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Loads the classes for signing at the start, not on an event loop. */
    static void prepare() {
        new AwsSignature(Sensitive.NONE, Sensitive.NONE, "", "").authorization(Map.of(DATE, time(Instant.EPOCH)), "");
    }

    /** The time in the format of {@code x-amz-date}. */
    static String time(Instant at) {
        return TIME.format(at);
    }

    /**
     * The value of {@code Authorization}.
     *
     * @param headers every header that is signed, in lower case, {@code x-amz-date} among them
     */
    String authorization(Map<String, String> headers, String body) {
        var signed = new TreeMap<>(headers);
        var names = String.join(";", signed.keySet());
        var time = signed.getOrDefault(DATE, "");
        var scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        var toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + sha256(canonical(signed, names, body));
        return ALGORITHM + " Credential=" + accessKeyId.value() + "/" + scope + ", SignedHeaders=" + names
                + ", Signature=" + HexFormat.of().formatHex(hmac(key(time.substring(0, 8)), toSign));
    }

    private static String canonical(SortedMap<String, String> headers, String names, String body) {
        var lines = headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        return "POST\n/\n\n" + lines + "\n" + names + "\n" + sha256(body);
    }

    private byte[] key(String day) {
        var ofDay = hmac(("AWS4" + secretAccessKey.value()).getBytes(StandardCharsets.UTF_8), day);
        return hmac(hmac(hmac(ofDay, region), service), "aws4_request");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
