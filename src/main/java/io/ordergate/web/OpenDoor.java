package io.ordergate.web;

import org.springframework.security.web.server.firewall.ServerExchangeRejectedException;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Requests for open paths pass the firewall and CORS, and no chain of Spring Security: nothing reads a token there, so that
 * a stale one in a client's pocket never stops a sale, and to choose a chain that then does nothing is dear.
 */
class OpenDoor implements WebFilter {

    private final OpenRoutes open;
    private final WebFilter guarded;
    private final ServerWebExchangeFirewall firewall;
    private final CorsWebFilter cors;
    private final ServerExchangeRejectedHandler rejections;

    OpenDoor(
            OpenRoutes open,
            WebFilter guarded,
            ServerWebExchangeFirewall firewall,
            CorsWebFilter cors,
            ServerExchangeRejectedHandler rejections) {
        this.open = open;
        this.guarded = guarded;
        this.firewall = firewall;
        this.cors = cors;
        this.rejections = rejections;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return open.contain(exchange) ? pass(exchange, chain) : guarded.filter(exchange, chain);
    }

    private Mono<Void> pass(ServerWebExchange exchange, WebFilterChain chain) {
        return firewall.getFirewalledExchange(exchange)
                .flatMap(checked -> cors.filter(checked, chain))
                .onErrorResume(
                        ServerExchangeRejectedException.class, rejected -> rejections.handle(exchange, rejected));
    }
}
