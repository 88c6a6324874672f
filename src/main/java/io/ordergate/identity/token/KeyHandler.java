package io.ordergate.identity.token;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Publishes the key set (RFC 7517). */
@Component
class KeyHandler {

    private final String published;

    KeyHandler(SigningKeys keys) {
        published = keys.published().toString();
    }

    Mono<ServerResponse> published(ServerRequest request) {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
                .bodyValue(published);
    }
}
