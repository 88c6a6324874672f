package io.ordergate.payment;

import io.ordergate.ordering.Order;
import io.ordergate.support.Amounts;
import io.ordergate.support.Detached;
import io.ordergate.support.Failure;
import io.ordergate.support.Ids;
import io.ordergate.support.ProblemCode;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Begins payments: one open attempt an order, told to its provider once, whoever asks how often. */
@Component
class PaymentStarts {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(10);

    private final PaymentRepository payments;
    private final Ledger ledger;
    private final PaymentSettings settings;
    private final Clock clock;
    private final Ids ids;

    PaymentStarts(PaymentRepository payments, Ledger ledger, PaymentSettings settings, Clock clock, Ids ids) {
        this.payments = payments;
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /** The open payment of the order. Errors: {@code payment-in-progress}, {@code payment-unavailable}. */
    Mono<Payment> start(Order order, PaymentProvider provider) {
        return Detached.from(payments.current(order.id())
                .flatMap(last -> reusable(last, order, provider))
                .switchIfEmpty(Mono.defer(() -> begin(order, provider))));
    }

    /** The last payment, if it will do; empty when another is to be begun. Errors: {@code payment-in-progress}. */
    private Mono<Payment> reusable(Payment last, Order order, PaymentProvider provider) {
        var same = last.charge().equals(charge(order)) && last.provider().equals(provider.name());
        return switch (last.status()) {
            case PENDING -> same ? pending(last) : replaced(last, "superseded");
            case FAILED ->
                same && provider.canReopen() && last.reference() != null ? ledger.reopen(last.id()) : Mono.empty();
            case UNKNOWN, AUTHORISED, PAID, PARTIALLY_REFUNDED, REFUNDED -> Mono.just(last);
        };
    }

    private Mono<Payment> pending(Payment last) {
        if (last.reference() != null) {
            return Mono.just(last);
        }
        var patience = settings.timeout().multipliedBy(2);
        return last.createdAt().plus(patience).isAfter(clock.instant())
                ? Mono.error(PaymentStarts::inProgress)
                : replaced(last, "abandoned"); // its node has died: no customer has heard of it
    }

    private Mono<Payment> replaced(Payment last, String reason) {
        return ledger.apply(last.id(), ProviderReport.failed(reason))
                .filter(payment -> payment.status() != PaymentStatus.FAILED);
    }

    private Mono<Payment> begin(Order order, PaymentProvider provider) {
        var begun = Mono.defer(
                () -> payments.begin(ids.next(), order.id(), provider, charge(order), settings.firstCheck()));
        return ledger.begin(begun)
                .switchIfEmpty(Mono.error(PaymentStarts::inProgress))
                .zipWhen(payment -> provider.start(payment, order.number()))
                .flatMap(both -> begun(both.getT1(), both.getT2()));
    }

    private Mono<Payment> begun(Payment payment, StartResult result) {
        if (result instanceof StartResult.Started started) {
            return payments.started(payment.id(), started);
        }
        var reason = result instanceof StartResult.NotStarted not ? not.reason() : "";
        return ledger.apply(payment.id(), ProviderReport.failed(reason))
                .then(Mono.error(
                        () -> Failure.of(ProblemCode.PAYMENT_UNAVAILABLE).retryAfter(LATER)));
    }

    private static Charge charge(Order order) {
        return new Charge(order.total().getCurrencyUnit().getCode(), Amounts.minor(order.total()));
    }

    private static Failure inProgress() {
        return Failure.of(ProblemCode.PAYMENT_IN_PROGRESS).retryAfter(SOON);
    }
}
