package io.ordergate.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** HEAD is GET without the body (RFC 9110 section 9.3.2); the server drops the body by itself. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class HeadRequests implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
            return chain.filter(exchange);
        }
        var get = exchange.getRequest().mutate().method(HttpMethod.GET).build();
        return chain.filter(exchange.mutate().request(get).build());
    }
}
