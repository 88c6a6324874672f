package io.ordergate.support.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code application/x-www-form-urlencoded}, which most providers use. */
public final class Forms {

    public static final String TYPE = "application/x-www-form-urlencoded";

    private Forms() {}

    public static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** The fields of a body. Of a repeated name the last value counts. */
    public static Map<String, String> decode(String body) {
        var fields = new LinkedHashMap<String, String>();
        for (var field : body.split("&", -1)) {
            var equals = field.indexOf('=');
            if (!field.isEmpty()) {
                fields.put(
                        decoded(equals < 0 ? field : field.substring(0, equals)),
                        equals < 0 ? "" : decoded(field.substring(equals + 1)));
            }
        }
        return fields;
    }

    /** A call that posts the fields and accepts JSON. */
    public static RemoteCall post(String name, String url, Map<String, String> fields) {
        return RemoteCall.post(name, url, TYPE, encode(fields)).with("Accept", "application/json");
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The decoded text. A text that is not encoded well stays as it is: a signature over the text will not match. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}
