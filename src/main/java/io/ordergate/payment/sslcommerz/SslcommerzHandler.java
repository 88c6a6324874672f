package io.ordergate.payment.sslcommerz;

import io.ordergate.support.http.Forms;
import io.ordergate.web.request.RequestBodies;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of SSLCommerz's notifications. */
@Component
class SslcommerzHandler {

    private static final int LONGEST_BODY = 64 * 1024;

    private final SslcommerzNotifications notifications;

    SslcommerzHandler(SslcommerzNotifications notifications) {
        this.notifications = notifications;
    }

    Mono<ServerResponse> notification(ServerRequest request) {
        return RequestBodies.raw(request, LONGEST_BODY)
                .map(body -> Forms.decode(new String(body, StandardCharsets.UTF_8)))
                .flatMap(notifications::receive)
                .then(ServerResponse.ok().build());
    }
}
