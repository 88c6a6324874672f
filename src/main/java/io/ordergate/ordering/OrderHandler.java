package io.ordergate.ordering;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.Caller;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of orders that exist. */
@Component
class OrderHandler {

    private final Orders orders;

    OrderHandler(Orders orders) {
        this.orders = orders;
    }

    Mono<ServerResponse> one(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> orders.find(id(request), caller))
                .flatMap(order ->
                        ServerResponse.ok().eTag("\"" + order.version() + "\"").bodyValue(OrderView.of(order)));
    }

    private static UUID id(ServerRequest request) {
        try {
            return UUID.fromString(request.pathVariable("id"));
        } catch (IllegalArgumentException notAnId) {
            throw Failure.of(ProblemCode.NOT_FOUND);
        }
    }
}
