package io.ordergate.web;

import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers of the hot path, in JSON. {@link ServerResponse.BodyBuilder#bodyValue} asks all writers of bodies, each time, which
 * of them knows the type.
 */
@Component
public class JsonAnswers {

    private final JsonMapper json;

    JsonAnswers(JsonMapper json) {
        this.json = json;
    }

    /** This answer with that, as JSON, in its body. */
    public Mono<ServerResponse> answer(ServerResponse.BodyBuilder answer, Object body) {
        var bytes = json.writeValueAsBytes(body);
        return answer.contentType(MediaType.APPLICATION_JSON)
                .contentLength(bytes.length)
                .build((exchange, context) -> {
                    var response = exchange.getResponse();
                    return response.writeWith(Mono.just(response.bufferFactory().wrap(bytes)));
                });
    }
}
