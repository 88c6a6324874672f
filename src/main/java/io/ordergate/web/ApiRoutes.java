package io.ordergate.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.RouterFunction;

/** What the routers serve, read from the routers themselves: it tells 405 from 404 and which paths need a token. */
@Component
class ApiRoutes {

    private final List<ApiRoute> routes;

    ApiRoutes(List<RouterFunction<?>> routers) {
        var found = new ArrayList<ApiRoute>();
        routers.forEach(router -> router.accept(new RouteCollector(found)));
        routes = List.copyOf(found);
    }

    /** The methods that this path serves; none for an unknown path. */
    Set<HttpMethod> methods(PathContainer path) {
        return routes.stream()
                .filter(route -> route.path().matches(path))
                .map(ApiRoute::method)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether this call is served by nobody, or only by routes whose patterns are among these. */
    boolean isUnknownOr(HttpMethod method, PathContainer path, Set<String> patterns) {
        return routes.stream()
                .filter(route -> route.method().equals(method) && route.path().matches(path))
                .allMatch(route -> patterns.contains(route.path().getPatternString()));
    }

    Collection<ApiRoute> all() {
        return routes;
    }
}
