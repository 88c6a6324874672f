package io.ordergate.payment;

import io.ordergate.payment.ledger.Refunds;
import io.ordergate.payment.provider.Refund;
import io.ordergate.support.Failure;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.KnownFieldsOnly;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of paying for an order. */
@Component
public class PaymentHandler {

    private final Payments payments;
    private final Refunds refunds;
    private final RequestBodies bodies;
    private final Ids ids;

    PaymentHandler(Payments payments, Refunds refunds, RequestBodies bodies, Ids ids) {
        this.payments = payments;
        this.refunds = refunds;
        this.bodies = bodies;
        this.ids = ids;
        bodies.prepare(RefundForm.class, NoFields.class);
    }

    Mono<ServerResponse> start(ServerRequest request) {
        return nothingElse(request)
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
        return nothingElse(request)
                .then(Caller.of(request))
                .zipWith(Caller.account(request))
                .flatMap(who -> payments.collected(
                        PathIds.of(request),
                        IfMatch.of(request),
                        who.getT1(),
                        who.getT2().id()))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> refund(ServerRequest request) {
        QueryParameters.none(request);
        var key = IdempotencyKey.of(request);
        var id = ids.next();
        return bodies.read(request, RefundForm.class, RefundForm.ALL)
                .zipWith(Caller.account(request))
                .flatMap(call -> refunds.request(new Refunds.Wish(
                        id,
                        PathIds.of(request),
                        call.getT1().part(),
                        key,
                        call.getT2().id())))
                .doOnNext(refund ->
                        IdempotencyKey.markReplay(request, !refund.id().equals(id)))
                .map(refund -> RefundView.of(PathIds.of(request), refund))
                .flatMap(ServerResponse.accepted()::bodyValue);
    }

    /** Refuses what this call would not honour: whoever sends an amount means it. */
    private Mono<NoFields> nothingElse(ServerRequest request) {
        QueryParameters.none(request);
        var headers = request.headers();
        var hasBody =
                headers.contentLength().orElse(0) > 0 || headers.firstHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        return hasBody ? bodies.read(request, NoFields.class, new NoFields()) : Mono.empty();
    }

    @KnownFieldsOnly
    record NoFields() {}

    /** Everything that is left, or an amount. */
    @KnownFieldsOnly
    record RefundForm(@Nullable Boolean all, @Nullable BigDecimal amount) {

        private static final RefundForm ALL = new RefundForm(true, null);

        /** The amount; null for everything. Errors: {@code invalid-request}. */
        private @Nullable BigDecimal part() {
            if (all != null && amount != null) {
                throw Failure.field("all", "is for everything: send it or an amount");
            }
            if (Boolean.FALSE.equals(all)) {
                throw Failure.field("all", "must be true: for a part send an amount");
            }
            if (all == null && amount == null) { // an amount that a client has lost is not everything
                throw Failure.field("amount", "is missing: for everything send no body, or all: true");
            }
            return amount;
        }
    }

    record RefundView(UUID id, UUID orderId, UUID paymentId, String status, String amount, String currency) {

        static RefundView of(UUID orderId, Refund refund) {
            return new RefundView(
                    refund.id(),
                    orderId,
                    refund.paymentId(),
                    refund.status().shownAs(),
                    refund.charge().decimal(),
                    refund.charge().currency());
        }
    }
}
