package io.ordergate.web.request;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.reactive.function.server.ServerRequest;

/** What {@code Content-Type} says of a body. JSON is sent in UTF-8 and nothing else (RFC 8259 section 8.1). */
enum JsonMedia {
    JSON,
    MISSING;

    private static final Set<String> PLAIN =
            Set.of("application/json", "application/json;charset=UTF-8", "application/json; charset=utf-8");
    private static final char REPLACEMENT = '\uFFFD';
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Errors: {@code unsupported-media-type} for a type that is not JSON. */
    static JsonMedia of(ServerRequest request) {
        var type = request.headers().firstHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return MISSING;
        }
        if (PLAIN.contains(type) || isJson(type)) {
            return JSON;
        }
        throw refusal();
    }

    /** The text of a body. Errors: {@code malformed-json} unless it is UTF-8, {@code unsupported-media-type}. */
    String text(byte[] body) {
        if (this == MISSING && body.length > 0) {
            throw refusal();
        }
        var text = new String(body, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(body)) {
            throw Failure.of(ProblemCode.MALFORMED_JSON, "The body is not UTF-8.");
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static boolean isJson(String text) {
        try {
            var type = MimeTypeUtils.parseMimeType(text);
            return type.getType().equals("application") && isJson(type);
        } catch (InvalidMimeTypeException notUnderstood) {
            return false;
        }
    }

    private static boolean isJson(MimeType type) {
        var charset = type.getCharset();
        return (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"))
                && !type.isWildcardSubtype()
                && (charset == null || charset.equals(StandardCharsets.UTF_8));
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }

    private static Failure refusal() {
        return Failure.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE).header(HttpHeaders.ACCEPT, "application/json");
    }
}
