package io.ordergate.payment.bkash;

import io.ordergate.web.request.RequestBodies;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of bKash's notifications, which come as text. */
@Component
class BkashHandler {

    private static final int LONGEST_BODY = 256 * 1024;

    private final BkashNotifications notifications;

    BkashHandler(BkashNotifications notifications) {
        this.notifications = notifications;
    }

    Mono<ServerResponse> notification(ServerRequest request) {
        return RequestBodies.raw(request, LONGEST_BODY)
                .flatMap(notifications::receive)
                .then(ServerResponse.ok().build());
    }
}
