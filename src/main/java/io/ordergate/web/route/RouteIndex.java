package io.ordergate.web.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.RouterFunction;

/** The method and path of each route, read from the routers themselves: the index tells 405 from 404, and what needs a token. */
@Component
public class RouteIndex {

    private final List<ApiRoute> routes;

    public RouteIndex(List<RouterFunction<?>> routers) {
        var found = new ArrayList<ApiRoute>();
        routers.forEach(router -> router.accept(new RouteCollector(found)));
        routes = List.copyOf(found);
    }

    /** The methods that this path serves; none for an unknown path. */
    public Set<HttpMethod> methods(PathContainer path) {
        return routes.stream()
                .filter(route -> route.path().matches(path))
                .map(ApiRoute::method)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The routes that may serve this call; none for a call that nobody serves. */
    public Stream<ApiRoute> serving(HttpMethod method, PathContainer path) {
        return routes.stream()
                .filter(route -> route.method().equals(method) && route.path().matches(path));
    }

    public Collection<ApiRoute> all() {
        return routes;
    }
}
