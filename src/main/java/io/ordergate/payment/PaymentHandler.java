package io.ordergate.payment;

import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.KnownFieldsOnly;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of paying for an order. */
@Component
public class PaymentHandler {

    private final Payments payments;
    private final RequestBodies bodies;

    PaymentHandler(Payments payments, RequestBodies bodies) {
        this.payments = payments;
        this.bodies = bodies;
        bodies.prepare(NoFields.class);
    }

    Mono<ServerResponse> start(ServerRequest request) {
        return requireEmpty(request)
                .then(Caller.of(request))
                .flatMap(caller -> payments.start(PathIds.of(request), caller))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    public Mono<ServerResponse> show(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> payments.find(PathIds.of(request), caller))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> collected(ServerRequest request) {
        return requireEmpty(request)
                .then(Caller.of(request))
                .zipWith(Caller.account(request))
                .flatMap(who -> payments.collected(
                        PathIds.of(request),
                        IfMatch.of(request),
                        who.getT1(),
                        who.getT2().id()))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    /** Refuses content, which this call would ignore. */
    private Mono<NoFields> requireEmpty(ServerRequest request) {
        QueryParameters.none(request);
        var headers = request.headers();
        var hasBody =
                headers.contentLength().orElse(0) > 0 || headers.firstHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        return hasBody ? bodies.read(request, NoFields.class, new NoFields()) : Mono.empty();
    }

    @KnownFieldsOnly
    record NoFields() {}
}
