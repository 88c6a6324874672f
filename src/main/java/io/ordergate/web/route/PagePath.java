package io.ordergate.web.route;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A page has one address, without a slash at its end: links in pages are relative, and lead elsewhere below a slash. Calls of the API
 * mean the same with and without the slash.
 */
public final class PagePath {

    private static final String ATTRIBUTE = PagePath.class.getName();

    private PagePath() {}

    /** Notes where a page is that is asked for with a slash at the end of its path, before the slash is taken away. */
    public static void noteSlash(ServerWebExchange exchange) {
        var path = exchange.getRequest().getPath().value().replaceFirst("/$", "");
        var query = exchange.getRequest().getURI().getRawQuery();
        var address = ".." + path.substring(Math.max(0, path.lastIndexOf('/'))) + (query == null ? "" : "?" + query);
        exchange.getAttributes().put(ATTRIBUTE, address);
    }

    /** The handler of a page. The address to which it redirects is relative, since a proxy may serve the page below any path. */
    public static HandlerFunction<ServerResponse> of(HandlerFunction<ServerResponse> page) {
        return request -> {
            var address = request.attribute(ATTRIBUTE);
            return address.isPresent() ? redirect(address.get().toString()) : page.handle(request);
        };
    }

    private static Mono<ServerResponse> redirect(String address) {
        return ServerResponse.status(HttpStatus.PERMANENT_REDIRECT)
                .header(HttpHeaders.LOCATION, address)
                .build();
    }
}
