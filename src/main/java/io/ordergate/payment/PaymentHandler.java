package io.ordergate.payment;

import io.ordergate.web.Caller;
import io.ordergate.web.IdempotencyKey;
import io.ordergate.web.PathIds;
import io.ordergate.web.PlainText;
import io.ordergate.web.RequestBodies;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of paying for an order. */
@Component
class PaymentHandler {

    private final Payments payments;
    private final RazorpayCheckout checkout;
    private final Refunds refunds;
    private final RequestBodies bodies;

    PaymentHandler(Payments payments, RazorpayCheckout checkout, Refunds refunds, RequestBodies bodies) {
        this.payments = payments;
        this.checkout = checkout;
        this.refunds = refunds;
        this.bodies = bodies;
        bodies.prepare(ConfirmRequest.class, RefundForm.class);
    }

    Mono<ServerResponse> start(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> payments.start(PathIds.of(request), caller))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> payments.find(PathIds.of(request), caller))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> confirm(ServerRequest request) {
        return bodies.read(request, ConfirmRequest.class)
                .zipWith(Caller.of(request))
                .delayUntil(call -> checkout.confirm(
                        PathIds.of(request), call.getT2(), call.getT1().triple()))
                .flatMap(call -> payments.find(PathIds.of(request), call.getT2()))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> collected(ServerRequest request) {
        return Caller.of(request)
                .zipWith(Caller.account(request))
                .flatMap(who -> payments.collected(
                        PathIds.of(request), who.getT1(), who.getT2().id()))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> refund(ServerRequest request) {
        var key = IdempotencyKey.of(request);
        return bodies.read(request, RefundForm.class, RefundForm.ALL)
                .zipWith(Caller.account(request))
                .flatMap(call -> refunds.request(new Refunds.Wish(
                        PathIds.of(request),
                        call.getT1().amount(),
                        key,
                        call.getT2().id())))
                .map(refund -> RefundView.of(PathIds.of(request), refund))
                .flatMap(ServerResponse.accepted()::bodyValue);
    }

    record ConfirmRequest(
            @NotBlank @PlainText @Size(max = 100) String razorpayPaymentId,
            @NotBlank @PlainText @Size(max = 100) String razorpayOrderId,
            @NotBlank @PlainText @Size(max = 200) String razorpaySignature) {

        private RazorpayCheckout.Triple triple() {
            return new RazorpayCheckout.Triple(razorpayOrderId, razorpayPaymentId, razorpaySignature);
        }

        @Override
        public String toString() {
            return "ConfirmRequest[hidden]";
        }
    }

    record RefundForm(@Nullable BigDecimal amount) {

        private static final RefundForm ALL = new RefundForm(null);
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
