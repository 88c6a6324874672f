package io.ordergate.dialect;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.List;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.EntityResponse;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hands an old call to the canonical route that does the same, with everything in front of that route: limits, roles,
 * safe repeats. Only the path of the request changes, so that the canonical call sees the same client, token and body.
 */
@Component
public class CanonicalCallsHandler implements SmartInitializingSingleton {

    private static final String CANONICAL = "/api/v1";

    private final ObjectProvider<RouterFunction<ServerResponse>> routers;
    private final JsonMapper json;
    private List<RouterFunction<ServerResponse>> all = List.of();

    CanonicalCallsHandler(ObjectProvider<RouterFunction<ServerResponse>> routers, JsonMapper json) {
        this.routers = routers;
        this.json = json;
    }

    @Override
    public void afterSingletonsInstantiated() {
        all = routers.orderedStream().toList();
    }

    /** Calls the canonical route of the same path after {@code /api}, or after nothing. */
    public Mono<ServerResponse> samePath(ServerRequest request) {
        var path = request.requestPath().pathWithinApplication().value();
        return call(request, CANONICAL + (path.startsWith("/api/") ? path.substring("/api".length()) : path));
    }

    /** Calls the canonical route of this path. */
    public Mono<ServerResponse> call(ServerRequest request, String path) {
        var exchange = request.exchange();
        var same = exchange.getRequest()
                .mutate()
                .path(request.requestPath().contextPath().value() + path)
                .build();
        var target = ServerRequest.create(exchange.mutate().request(same).build(), request.messageReaders());
        exchange.getAttributes().remove(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE); // of the old path
        exchange.getAttributes().remove(RouterFunctions.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return Flux.fromIterable(all)
                .concatMap(router -> router.route(target))
                .next()
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND)))
                .flatMap(handler -> handler.handle(target));
    }

    /** Reads the answer of a canonical call as one type and shows it as another. */
    public <T> Function<ServerResponse, Mono<ServerResponse>> shown(
            Class<T> type, HttpStatus status, Function<T, Object> view) {
        return response -> response instanceof EntityResponse<?> answer
                ? ServerResponse.status(status).bodyValue(view.apply(json.convertValue(answer.entity(), type)))
                : Mono.just(response);
    }

    /** The same request with a body that may be read several times, to find out what it is. */
    public static Mono<ServerRequest> rereadable(ServerRequest request) {
        return request.bodyToMono(byte[].class).defaultIfEmpty(new byte[0]).map(body -> withBody(request, body));
    }

    /** The same request with another body. */
    public ServerRequest withBody(ServerRequest request, Object body) {
        var exchange = request.exchange();
        var same = exchange.getRequest()
                .mutate()
                .headers(headers -> headers.setContentType(MediaType.APPLICATION_JSON))
                .build();
        var target = ServerRequest.create(exchange.mutate().request(same).build(), request.messageReaders());
        return withBody(target, json.writeValueAsBytes(body));
    }

    private static ServerRequest withBody(ServerRequest request, byte[] body) {
        var exchange = request.exchange();
        ServerHttpRequest same = new ServerHttpRequestDecorator(exchange.getRequest()) {
            @Override
            public Flux<DataBuffer> getBody() {
                return body.length == 0
                        ? Flux.empty()
                        : Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)));
            }
        };
        return ServerRequest.create(exchange.mutate().request(same).build(), request.messageReaders());
    }
}
