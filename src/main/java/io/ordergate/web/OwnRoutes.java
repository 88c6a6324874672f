package io.ordergate.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers requests for our own routes, as the last filter: Spring's dispatcher, behind it, asks all its mappings, adapters
 * and result handlers, and puts each router around all that come before it. It serves what no router of ours knows.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class OwnRoutes implements WebFilter {

    private static final HandlerFunction<ServerResponse> NOT_OURS = request -> Mono.empty();

    private final List<HttpMessageReader<?>> readers;
    private final AnswerWriter answers;
    private final RouterFunction<ServerResponse> all;

    /** Routers by the method and path of their routes without variables, which need not be looked for. */
    private final Map<String, RouterFunction<ServerResponse>> literal;

    OwnRoutes(
            ObjectProvider<RouterFunction<ServerResponse>> routers,
            ServerCodecConfigurer codecs,
            AnswerWriter answers) {
        var list = routers.orderedStream().toList();
        this.readers = codecs.getReaders();
        this.answers = answers;
        var builder = RouterFunctions.route();
        list.forEach(builder::add);
        this.all = builder.build();
        this.literal = literal(list);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = ServerRequest.create(exchange, readers);
        return router(request)
                .route(request)
                .defaultIfEmpty(NOT_OURS)
                .flatMap(handler ->
                        handler.equals(NOT_OURS) ? chain.filter(exchange) : answer(handler, request, exchange));
    }

    private Mono<Void> answer(
            HandlerFunction<ServerResponse> handler, ServerRequest request, ServerWebExchange exchange) {
        exchange.getAttributes()
                .put(
                        HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE,
                        exchange.getRequiredAttribute(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE));
        return handler.handle(request).flatMap(response -> answers.write(response, exchange));
    }

    private RouterFunction<ServerResponse> router(ServerRequest request) {
        return literal.getOrDefault(key(request.method(), request.path()), all);
    }

    private static Map<String, RouterFunction<ServerResponse>> literal(List<RouterFunction<ServerResponse>> routers) {
        var found = new HashMap<String, Set<RouterFunction<ServerResponse>>>();
        for (var router : routers) {
            var routes = new ArrayList<ApiRoute>();
            router.accept(new RouteCollector(routes));
            routes.forEach(route -> found.computeIfAbsent(
                            key(route.method(), route.path().getPatternString()), key -> new HashSet<>())
                    .add(router));
        }
        return found.entrySet().stream()
                .filter(entry ->
                        entry.getKey().indexOf('{') < 0 && entry.getValue().size() == 1)
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().iterator().next()));
    }

    private static String key(HttpMethod method, String path) {
        return method.name() + ' ' + path;
    }
}
