package io.ordergate.web.server;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;

/** HEAD is GET without the body (RFC 9110 section 9.3.2); the server drops the body by itself. */
public final class HeadRequests {

    private static final String ATTRIBUTE = HeadRequests.class.getName();

    private HeadRequests() {}

    /** Whether nobody will read the body: a call whose GET has an effect, or has no end, then answers at once. */
    public static boolean isHead(ServerRequest request) {
        return request.exchange().getAttributes().containsKey(ATTRIBUTE);
    }

    static ServerWebExchange asGet(ServerWebExchange exchange) {
        if (!exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
            return exchange;
        }
        exchange.getAttributes().put(ATTRIBUTE, true);
        var get = exchange.getRequest().mutate().method(HttpMethod.GET).build();
        return exchange.mutate().request(get).build();
    }
}
