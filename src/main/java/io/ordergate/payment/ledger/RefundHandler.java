package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Refund;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.request.KnownFieldsOnly;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of refunds. */
@Component
class RefundHandler {

    private final Refunds refunds;
    private final RequestBodies bodies;
    private final Ids ids;

    RefundHandler(Refunds refunds, RequestBodies bodies, Ids ids) {
        this.refunds = refunds;
        this.bodies = bodies;
        this.ids = ids;
        bodies.prepare(RefundForm.class, RecordedRefundForm.class);
    }

    Mono<ServerResponse> refund(ServerRequest request) {
        QueryParameters.none(request);
        var key = IdempotencyKey.of(request);
        var id = ids.next(Bucket.of(PathIds.of(request)));
        return bodies.read(request, RefundForm.class, RefundForm.ALL)
                .zipWith(Caller.account(request))
                .flatMap(call -> refunds.request(new Refunds.RefundCommand(
                        id,
                        PathIds.of(request),
                        call.getT1().part(),
                        key,
                        call.getT2().id(),
                        null)))
                .map(refund -> view(request, id, refund))
                .flatMap(ServerResponse.accepted()::bodyValue);
    }

    Mono<ServerResponse> record(ServerRequest request) {
        QueryParameters.none(request);
        var key = IdempotencyKey.of(request);
        if (key == null) {
            throw Failure.of(
                    ProblemCode.INVALID_IDEMPOTENCY_KEY, "Money that was given back is recorded once: send a key.");
        }
        var id = ids.next(Bucket.of(PathIds.of(request)));
        return bodies.read(request, RecordedRefundForm.class)
                .zipWith(Caller.account(request))
                .flatMap(call -> refunds.request(new Refunds.RefundCommand(
                        id,
                        PathIds.of(request),
                        call.getT1().part(),
                        key,
                        call.getT2().id(),
                        call.getT1().name())))
                .map(refund -> view(request, id, refund))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    private static RefundView view(ServerRequest request, UUID id, Refund refund) {
        IdempotencyKey.markReplay(request, !refund.id().equals(id));
        return RefundView.of(PathIds.of(request), refund);
    }

    /** The amount; null for all that is left. Errors: {@code invalid-request}. */
    private static @Nullable BigDecimal part(@Nullable Boolean all, @Nullable BigDecimal amount) {
        if (all != null && amount != null) {
            throw Failure.field("all", "is for everything: send it or an amount");
        }
        if (Boolean.FALSE.equals(all)) {
            throw Failure.field("all", "must be true: for a part send an amount");
        }
        if (all == null && amount == null) { // a client that has lost the amount must not refund everything
            throw Failure.field("amount", "is missing: for everything send all: true");
        }
        return amount;
    }

    /** All that is left, or an amount. */
    @KnownFieldsOnly
    record RefundForm(@Nullable Boolean all, @Nullable BigDecimal amount) {

        private static final RefundForm ALL = new RefundForm(true, null);

        /** The amount; null for all that is left. Errors: {@code invalid-request}. */
        private @Nullable BigDecimal part() {
            return RefundHandler.part(all, amount);
        }
    }

    /** All that is left, or an amount, which staff have given back; the bank's or the shop's own name for it. */
    @KnownFieldsOnly
    record RecordedRefundForm(
            @Nullable Boolean all,
            @Nullable BigDecimal amount,
            @Size(max = 100) @PlainText @Nullable String reference) {

        private @Nullable BigDecimal part() {
            return RefundHandler.part(all, amount);
        }

        private String name() {
            return reference == null ? "" : reference.strip();
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
