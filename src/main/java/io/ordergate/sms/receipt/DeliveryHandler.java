package io.ordergate.sms.receipt;

import io.ordergate.sms.DeliveryWebhook;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.RequestBodies;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of delivery receipts. */
@Component
class DeliveryHandler {

    /** A hundred reports in one call need more room than other calls may have. */
    private static final int LONGEST_BODY = 256 * 1024;

    private final Deliveries deliveries;

    DeliveryHandler(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    Mono<ServerResponse> accept(ServerRequest request) {
        return RequestBodies.raw(request, LONGEST_BODY)
                .map(body -> new String(body, StandardCharsets.UTF_8))
                .flatMap(body -> deliveries.accept(request.pathVariable("provider"), call(request, body)))
                .then(ServerResponse.ok().build());
    }

    private static DeliveryWebhook.Call call(ServerRequest request, String body) {
        return new DeliveryWebhook.Call(
                Sensitive.of(pathAndQuery(request)),
                Sensitive.of(request.pathVariables().getOrDefault("key", "")),
                name -> Objects.requireNonNullElse(request.headers().firstHeader(name), ""),
                Sensitive.of(body));
    }

    private static String pathAndQuery(ServerRequest request) {
        var query = request.uri().getRawQuery();
        return request.uri().getRawPath() + (query == null ? "" : "?" + query);
    }
}
