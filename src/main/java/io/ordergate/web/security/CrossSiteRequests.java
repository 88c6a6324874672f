package io.ordergate.web.security;

import io.ordergate.web.request.WebSettings;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Requests with a cookie of this service that a page of another origin may have made its visitor's browser send (cross-site
 * request forgery). A browser names the page's origin in {@code Origin}, and newer ones their judgement in
 * {@code Sec-Fetch-Site}; no page can write either header. A request with neither is one of these, too.
 */
@Component
class CrossSiteRequests implements ServerWebExchangeMatcher {

    private static final String COOKIES = "ordergate_";

    private final Set<String> allowed;

    CrossSiteRequests(WebSettings settings) {
        allowed = Set.copyOf(settings.allowedOrigins());
    }

    @Override
    public Mono<MatchResult> matches(ServerWebExchange exchange) {
        var request = exchange.getRequest();
        return hasCookie(request) && !isOurs(request) ? MatchResult.match() : MatchResult.notMatch();
    }

    private static boolean hasCookie(ServerHttpRequest request) {
        return request.getCookies().keySet().stream().anyMatch(name -> name.startsWith(COOKIES));
    }

    private boolean isOurs(ServerHttpRequest request) {
        var headers = request.getHeaders();
        var origin = headers.getFirst(HttpHeaders.ORIGIN);
        return "same-origin".equals(headers.getFirst("Sec-Fetch-Site"))
                || (origin != null && (allowed.contains(origin) || isSameOrigin(request)));
    }

    private static boolean isSameOrigin(ServerHttpRequest request) {
        try {
            return !CorsUtils.isCorsRequest(request);
        } catch (IllegalArgumentException noOrigin) { // what is written there is no URL
            return false;
        }
    }
}
