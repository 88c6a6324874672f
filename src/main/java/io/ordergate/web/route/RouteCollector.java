package io.ordergate.web.route;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/** Walks a router and notes the method and the whole path of each route. */
class RouteCollector implements RouterFunctions.Visitor {

    private final Collection<ApiRoute> found;
    private final Deque<String> prefixes = new ArrayDeque<>();

    RouteCollector(Collection<ApiRoute> found) {
        this.found = found;
    }

    @Override
    public void startNested(RequestPredicate predicate) {
        prefixes.addLast(Parts.of(predicate).path);
    }

    @Override
    public void endNested(RequestPredicate predicate) {
        prefixes.removeLast();
    }

    @Override
    public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
        var parts = Parts.of(predicate);
        var path = String.join("", prefixes) + parts.path;
        var pattern = PathPatternParser.defaultInstance.parse(path);
        parts.methods.forEach(method -> found.add(new ApiRoute(method, pattern)));
    }

    @Override
    public void resources(Function<ServerRequest, Mono<Resource>> lookup) {
        throw new IllegalStateException(
                "Static resources are served by handlers, so that nothing is read on an event loop");
    }

    @Override
    public void attributes(Map<String, Object> attributes) {
        // They say nothing about paths.
    }

    @Override
    public void unknown(RouterFunction<?> router) {
        throw new IllegalStateException("A router that cannot be walked: " + router);
    }

    /** The method and path in a predicate; anything else in it is a further condition on the same route. */
    private static final class Parts implements RequestPredicates.Visitor {

        private Set<HttpMethod> methods = Set.of();
        private String path = "";

        static Parts of(RequestPredicate predicate) {
            var parts = new Parts();
            predicate.accept(parts);
            return parts;
        }

        @Override
        public void method(Set<HttpMethod> allowed) {
            methods = allowed;
        }

        @Override
        public void path(String pattern) {
            path = pattern;
        }

        @Override
        @Deprecated
        @SuppressWarnings("removal")
        public void pathExtension(String extension) {}

        @Override
        public void header(String name, String value) {}

        @Override
        public void queryParam(String name, String value) {}

        @Override
        public void version(String version) {}

        @Override
        public void startAnd() {}

        @Override
        public void and() {}

        @Override
        public void endAnd() {}

        @Override
        public void startOr() {
            throw new IllegalStateException("Write two routes instead of one with or()");
        }

        @Override
        public void or() {}

        @Override
        public void endOr() {}

        @Override
        public void startNegate() {}

        @Override
        public void endNegate() {}

        @Override
        public void unknown(RequestPredicate predicate) {}
    }
}
