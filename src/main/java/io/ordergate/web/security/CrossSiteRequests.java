package io.ordergate.web.security;

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

    private final AllowedOrigins origins;

    CrossSiteRequests(AllowedOrigins origins) {
        this.origins = origins;
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
        return isSameOrigin(headers)
                || (headers.getOrigin() != null && (origins.isNamed(headers.getOrigin()) || isSameOrigin(request)));
    }

    /** Whether the browser says so: it also knows where a proxy hides the scheme, the host or the port that it has called. */
    static boolean isSameOrigin(HttpHeaders headers) {
        return "same-origin".equals(headers.getFirst("Sec-Fetch-Site"));
    }

    private static boolean isSameOrigin(ServerHttpRequest request) {
        try {
            return !CorsUtils.isCorsRequest(request);
        } catch (IllegalArgumentException noOrigin) { // what is written there is no URL
            return false;
        }
    }
}
