package io.ordergate.web;

import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/** HEAD is GET without the body (RFC 9110 section 9.3.2); the server drops the body by itself. */
final class HeadRequests {

    private HeadRequests() {}

    static ServerWebExchange asGet(ServerWebExchange exchange) {
        if (!exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
            return exchange;
        }
        var get = exchange.getRequest().mutate().method(HttpMethod.GET).build();
        return exchange.mutate().request(get).build();
    }
}
