package io.ordergate.web.server;

import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * The headers of every answer that does not say otherwise. They are set before anybody answers, so that a handler just
 * overwrites one: looking through each finished answer for what is missing costs several times as much.
 */
final class SecurityHeaders {

    private static final String API_CONTENT_POLICY =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    static void set(ServerWebExchange exchange) {
        var headers = exchange.getResponse().getHeaders();
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.set("Content-Security-Policy", API_CONTENT_POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        if ("https".equals(exchange.getRequest().getURI().getScheme())) { // over TLS only: RFC 6797 section 7.2
            headers.set("Strict-Transport-Security", "max-age=31536000 ; includeSubDomains");
        }
    }
}
