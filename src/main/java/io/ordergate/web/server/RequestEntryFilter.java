package io.ordergate.web.server;

import io.ordergate.support.RequestLog;
import io.ordergate.web.request.RequestIds;
import io.ordergate.web.route.PagePath;
import io.ordergate.web.security.ClientAddresses;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.reactive.UrlHandlerFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Names each request and sets what every answer carries, so that refusals of Spring Security carry it, too. The filter refuses
 * headers that two servers could understand in two ways; everything else is decided behind it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestEntryFilter implements WebFilter {

    /** A path means the same with and without a slash at its end, except that {@link PagePath} redirects to pages. */
    private final WebFilter trailingSlashes =
            UrlHandlerFilter.trailingSlashHandler("/**").mutateRequest().build();

    private final RequestIds ids;
    private final ClientAddresses addresses;

    RequestEntryFilter(RequestIds ids, ClientAddresses addresses) {
        this.ids = ids;
        this.addresses = addresses;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var id = ids.name(exchange);
        SecurityHeaders.set(exchange);
        prefixLocation(exchange);
        var refusal = RequestHeaders.refusal(exchange.getRequest().getHeaders());
        var answer = refusal == null
                ? next(RequestHeaders.withoutOddAccept(HeadRequests.asGet(exchange)), chain)
                : Mono.<Void>error(refusal);
        return answer.contextWrite(context -> addresses.with(RequestLog.with(context, id), exchange.getRequest()));
    }

    /** Behind a proxy that takes a prefix from the path, a path of this service begins with the prefix to its clients. */
    private static void prefixLocation(ServerWebExchange exchange) {
        var prefix = exchange.getRequest().getPath().contextPath().value();
        if (prefix.isEmpty()) {
            return;
        }
        var headers = exchange.getResponse().getHeaders();
        exchange.getResponse()
                .beforeCommit(() -> Mono.fromRunnable(() -> {
                    var location = headers.getFirst(HttpHeaders.LOCATION);
                    if (location != null && location.startsWith("/")) {
                        headers.set(HttpHeaders.LOCATION, prefix + location);
                    }
                }));
    }

    private Mono<Void> next(ServerWebExchange exchange, WebFilterChain chain) {
        if (!exchange.getRequest().getPath().value().endsWith("/")) {
            return chain.filter(exchange);
        }
        PagePath.noteSlash(exchange);
        return trailingSlashes.filter(exchange, chain);
    }
}
