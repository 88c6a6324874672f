package io.ordergate.web.server;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;

/** Headers that would be understood in two ways, or not at all, refused before anybody reads them. */
final class RequestHeaders {

    /** Headers of which one value counts: of two values nobody could tell which. */
    private static final List<String> SINGLE = List.of(
            HttpHeaders.AUTHORIZATION,
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.CONTENT_ENCODING,
            IdempotencyKey.HEADER,
            "Last-Event-ID");

    private static final String IDENTITY = "identity";
    private static final Set<String> PLAIN_ACCEPT = Set.of("*/*", "application/json", "text/csv", "text/event-stream");

    /** The number of media types that Spring sorts. */
    private static final int MOST_TYPES = 50;

    private RequestHeaders() {}

    /** Why these headers are refused, if they are: {@code invalid-request}, {@code unsupported-media-type}. */
    static @Nullable Failure refusal(HttpHeaders headers) {
        for (var name : SINGLE) {
            var values = headers.get(name);
            if (values != null && values.size() > 1) {
                return Failure.field(name, "must be sent once");
            }
        }
        var encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase(IDENTITY)
                ? null
                : Failure.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without a Content-Encoding.")
                        .header(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
    }

    /** The request without an {@code Accept} that is not understood: it is passed over (RFC 9110 section 12.5.1). */
    static ServerWebExchange withoutOddAccept(ServerWebExchange exchange) {
        var accept = exchange.getRequest().getHeaders().get(HttpHeaders.ACCEPT);
        if (accept == null || isUnderstood(accept)) {
            return exchange;
        }
        var same = exchange.getRequest()
                .mutate()
                .headers(headers -> headers.remove(HttpHeaders.ACCEPT))
                .build();
        return exchange.mutate().request(same).build();
    }

    private static boolean isUnderstood(List<String> accept) {
        if (accept.size() == 1 && PLAIN_ACCEPT.contains(accept.get(0))) {
            return true;
        }
        try {
            var types = MediaType.parseMediaTypes(accept);
            return !types.isEmpty() && types.size() <= MOST_TYPES;
        } catch (RuntimeException notUnderstood) { // in several ways: the parser trusts what it reads
            return false;
        }
    }
}
