package io.ordergate.web;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.EntityResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what handlers have answered. Spring asks all writers of bodies, each time, which of them knows the type; a record
 * that answers a POST is JSON, so it is written here.
 */
@Component
class AnswerWriter implements ServerResponse.Context {

    private final List<HttpMessageWriter<?>> writers;
    private final JsonMapper json;

    AnswerWriter(ServerCodecConfigurer codecs, JsonMapper json) {
        this.writers = codecs.getWriters();
        this.json = json;
    }

    Mono<Void> write(ServerResponse answer, ServerWebExchange exchange) {
        return answer instanceof EntityResponse<?> entity && isPlain(entity, exchange)
                ? writeJson(entity, exchange)
                : answer.writeTo(exchange, this);
    }

    /** POST alone: an answer to GET may have to be 304 instead. */
    private static boolean isPlain(EntityResponse<?> answer, ServerWebExchange exchange) {
        return answer.entity() instanceof Record
                && exchange.getRequest().getMethod().equals(HttpMethod.POST)
                && answer.cookies().isEmpty()
                && answer.headers().getFirst(HttpHeaders.CONTENT_TYPE) == null;
    }

    private Mono<Void> writeJson(EntityResponse<?> answer, ServerWebExchange exchange) {
        var body = json.writeValueAsBytes(answer.entity());
        var response = exchange.getResponse();
        response.setStatusCode(answer.statusCode());
        var headers = response.getHeaders();
        answer.headers().forEach(headers::put);
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    @Override
    public List<HttpMessageWriter<?>> messageWriters() {
        return writers;
    }

    @Override
    public List<ViewResolver> viewResolvers() {
        return List.of();
    }
}
