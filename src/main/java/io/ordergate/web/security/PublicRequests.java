package io.ordergate.web.security;

import io.ordergate.web.route.PublicPaths;
import io.ordergate.web.route.RouteIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Requests that need no token: those for public paths, and those that no route serves, since nothing is behind them but a
 * 404, or a 405 on a path that has other methods.
 */
@Component
class PublicRequests implements ServerWebExchangeMatcher {

    private final Set<String> declared = new HashSet<>();
    private final RouteIndex routes;

    PublicRequests(List<PublicPaths> features, RouteIndex routes) {
        features.forEach(feature -> declared.addAll(feature.paths()));
        this.routes = routes;
    }

    @Override
    public Mono<MatchResult> matches(ServerWebExchange exchange) {
        return isPublic(exchange) ? MatchResult.match() : MatchResult.notMatch();
    }

    boolean isPublic(ServerWebExchange exchange) {
        var request = exchange.getRequest();
        return routes.serving(request.getMethod(), request.getPath().pathWithinApplication()).stream()
                .allMatch(route -> declared.contains(route.path().getPatternString()));
    }
}
