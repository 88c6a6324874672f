package io.ordergate.web;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Open are the paths that features declare, and what is served by nobody: there is nothing behind that but a 404, or a 405
 * on a path that has other methods.
 */
@Component
class OpenRoutes {

    private final Set<String> declared;
    private final ApiRoutes routes;

    OpenRoutes(List<OpenPaths> open, ApiRoutes routes) {
        var paths = new HashSet<String>();
        open.forEach(group -> paths.addAll(group.paths()));
        this.declared = Set.copyOf(paths);
        this.routes = routes;
    }

    boolean contain(ServerWebExchange exchange) {
        var path = exchange.getRequest().getPath().pathWithinApplication();
        return declared.contains(path.value())
                || routes.isUnknownOr(exchange.getRequest().getMethod(), path, declared);
    }
}
