package io.ordergate.web.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.RouterFunction;

/** The method and path of each route, read from the routers themselves: the index tells 405 from 404, and what needs a token. */
@Component
public class RouteIndex {

    private final List<ApiRoute> routes;

    /** The routes of each call whose path has no variables, found once: most requests make such a call. */
    private final Map<Call, List<ApiRoute>> servingPlain = new HashMap<>();

    private record Call(HttpMethod method, String path) {}

    public RouteIndex(List<RouterFunction<?>> routers) {
        var found = new ArrayList<ApiRoute>();
        routers.forEach(router -> router.accept(new RouteCollector(found)));
        routes = List.copyOf(found);
        routes.stream().filter(route -> !route.path().hasPatternSyntax()).forEach(route -> {
            var path = route.path().getPatternString();
            servingPlain.put(new Call(route.method(), path), find(route.method(), PathContainer.parsePath(path)));
        });
    }

    /** The methods that this path serves; none for an unknown path. */
    public Set<HttpMethod> methods(PathContainer path) {
        return routes.stream()
                .filter(route -> route.path().matches(path))
                .map(ApiRoute::method)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The routes that may serve this call; none for a call that nobody serves. */
    public List<ApiRoute> serving(HttpMethod method, PathContainer path) {
        var known = servingPlain.get(new Call(method, path.value()));
        return known == null ? find(method, path) : known;
    }

    private List<ApiRoute> find(HttpMethod method, PathContainer path) {
        return routes.stream()
                .filter(route -> route.method().equals(method) && route.path().matches(path))
                .toList();
    }

    public Collection<ApiRoute> all() {
        return routes;
    }
}
