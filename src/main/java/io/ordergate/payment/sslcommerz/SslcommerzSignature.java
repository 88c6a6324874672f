package io.ordergate.payment.sslcommerz;

import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The signature of a notification: the MD5 of the fields that it lists and of the MD5 of the store's password. A match is never
 * enough to believe in money: SSLCommerz is asked as well.
 */
final class SslcommerzSignature {

    private static final Set<String> REQUIRED = Set.of("tran_id", "status");
    private static final int MOST_FIELDS = 100;

    private final String password;

    SslcommerzSignature(Sensitive password) {
        this.password = md5(password.value());
    }

    /** Whether the store's password has signed these fields, compared in constant time. A field that is listed must be there. */
    boolean matches(Map<String, String> form) {
        var names = List.of(form.getOrDefault("verify_key", "").split(",", MOST_FIELDS));
        if (!names.containsAll(REQUIRED) || !form.keySet().containsAll(names)) {
            return false;
        }
        var fields = new TreeMap<String, String>();
        names.forEach(name -> fields.put(name, form.getOrDefault(name, "")));
        fields.put("store_passwd", password);
        var text = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining("&"));
        return MessageDigest.isEqual(
                md5(text).getBytes(StandardCharsets.US_ASCII),
                form.getOrDefault("verify_sign", "").toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    }

    private static String md5(String text) {
        try {
            var digest = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has MD5", impossible);
        }
    }
}
