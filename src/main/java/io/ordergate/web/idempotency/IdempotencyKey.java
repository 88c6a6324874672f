package io.ordergate.web.idempotency;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The client's own name for a request (IETF draft-ietf-httpapi-idempotency-key-header). */
public record IdempotencyKey(String value) {

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,255}");
    public static final String HEADER = "Idempotency-Key";
    private static final String REPLAYED = "Idempotent-Replayed";

    /** The key of a request, if it has one; quoted as the draft says, or bare. Errors: {@code invalid-idempotency-key}. */
    public static @Nullable IdempotencyKey of(ServerRequest request) {
        var header = request.headers().firstHeader(HEADER);
        if (header == null) {
            return null;
        }
        var key = unquoted(header.strip());
        if (!VISIBLE.matcher(key).matches()) {
            throw Failure.of(ProblemCode.INVALID_IDEMPOTENCY_KEY);
        }
        return new IdempotencyKey(key);
    }

    /** Says in a header of the answer, where it is so, that an earlier request with this key was answered in the same way. */
    public static void markReplay(ServerRequest request, boolean isReplay) {
        if (isReplay) {
            request.exchange().getResponse().getHeaders().set(REPLAYED, "true");
        }
    }

    @Override
    public String toString() {
        return "IdempotencyKey[hidden]";
    }

    private static String unquoted(String header) {
        var quoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
        return quoted ? header.substring(1, header.length() - 1) : header;
    }
}
