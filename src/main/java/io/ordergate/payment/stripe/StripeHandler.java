package io.ordergate.payment.stripe;

import io.ordergate.web.request.RequestBodies;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of Stripe's webhooks. The body stays as it came, since those bytes are signed. */
@Component
class StripeHandler {

    private static final int LONGEST_BODY = 256 * 1024;

    private final StripeWebhook webhook;

    StripeHandler(StripeWebhook webhook) {
        this.webhook = webhook;
    }

    Mono<ServerResponse> webhook(ServerRequest request) {
        var signature = Objects.requireNonNullElse(request.headers().firstHeader("Stripe-Signature"), "");
        return RequestBodies.raw(request, LONGEST_BODY)
                .flatMap(body -> webhook.receive(body, signature))
                .then(ServerResponse.ok().build());
    }
}
