package io.ordergate.ratelimit;

import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * A generous budget of reads, of each account and guest, and of each address for those without a token: so that one caller
 * does not have the database to itself.
 */
@Component
class ReadLimit implements WebFilter {

    /** Asked by machines that watch this one, and answered without the database or on this machine only. */
    private static final List<String> FREE = List.of("/health", "/api/v1/health", "/actuator", "/dev/");

    private final RateLimiter limiter;
    private final RateLimitPolicy policy;
    private final ClientAddresses addresses;

    ReadLimit(RateLimiter limiter, RateLimitPolicies policies, ClientAddresses addresses) {
        this.limiter = limiter;
        this.policy = policies.reads();
        this.addresses = addresses;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return isCounted(exchange)
                ? key(exchange)
                        .flatMap(key -> limiter.acquire(policy, key))
                        .flatMap(RateLimitDecision::orRefuse)
                        .then(chain.filter(exchange))
                : chain.filter(exchange);
    }

    private static boolean isCounted(ServerWebExchange exchange) {
        var request = exchange.getRequest();
        var path = request.getPath().pathWithinApplication().value();
        return request.getMethod().equals(HttpMethod.GET) && FREE.stream().noneMatch(path::startsWith);
    }

    private Mono<String> key(ServerWebExchange exchange) {
        return Caller.in(exchange).map(Caller::key).switchIfEmpty(Mono.fromSupplier(() -> addresses
                .of(exchange.getRequest())
                .value()));
    }
}
