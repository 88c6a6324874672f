package io.ordergate.payment;

import io.ordergate.ordering.model.Order;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentAttemptRepository;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.Detached;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Ids;
import java.time.Clock;
import java.time.Duration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Begins payments: one open attempt an order, told to its provider once, whoever asks how often. */
@Component
class PaymentStarts {

    /** What a refusal of the provider is called in the answer to those who work for the shop. */
    static final String REASON = "provider_reason";

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(10);

    private final PaymentAttemptRepository payments;
    private final PaymentAttempts attempts;
    private final Ledger ledger;
    private final PaymentSettings settings;
    private final Clock clock;
    private final Ids ids;

    /** What is to be begun. */
    private record Wish(Order order, Charge due, PaymentProvider provider) {

        private boolean isFor(Payment payment) {
            return payment.charge().equals(due) && payment.provider().equals(provider.name());
        }
    }

    PaymentStarts(
            PaymentAttemptRepository payments,
            PaymentAttempts attempts,
            Ledger ledger,
            PaymentSettings settings,
            Clock clock,
            Ids ids) {
        this.payments = payments;
        this.attempts = attempts;
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * The open payment of the order, for what is due. Errors: {@code payment-in-progress}, {@code payment-unavailable},
     * {@code payment-refused} with the provider's words.
     */
    Mono<Payment> start(Order order, Charge due, PaymentProvider provider) {
        var wish = new Wish(order, due, provider);
        return Detached.from(payments.unpaid(order.id())
                .flatMap(last -> reusable(last, wish))
                .switchIfEmpty(Mono.defer(() -> declined(wish)))
                .switchIfEmpty(Mono.defer(() -> begin(wish))));
    }

    /** The last payment, if it will do; empty when another is to be begun. Errors: {@code payment-in-progress}. */
    private Mono<Payment> reusable(Payment last, Wish wish) {
        return switch (last.status()) {
            case PENDING -> wish.isFor(last) ? pending(last) : replaced(last, "superseded");
            case FAILED -> wish.isFor(last) ? reopened(last, wish) : Mono.empty();
            case UNKNOWN, AUTHORISED, PAID, PARTIALLY_REFUNDED, REFUNDED -> Mono.just(last);
        };
    }

    private Mono<Payment> pending(Payment last) {
        if (last.reference() != null) {
            return Mono.just(last);
        }
        var patience = settings.timeout().multipliedBy(2);
        return last.updatedAt().plus(patience).isAfter(clock.instant())
                ? Mono.error(PaymentStarts::inProgress)
                : replaced(last, "abandoned"); // its node has died: no customer has heard of it
    }

    private Mono<Payment> replaced(Payment last, String reason) {
        return ledger.apply(last.id(), ProviderReport.failed(reason))
                .filter(payment -> payment.status() != PaymentStatus.FAILED);
    }

    private Mono<Payment> reopened(Payment last, Wish wish) {
        return last.reference() != null && wish.provider().canReopen() ? attempts.reopen(last) : Mono.empty();
    }

    /** One that its provider has declined is told to it again, as the same attempt: the shop's account there may have changed. */
    private Mono<Payment> declined(Wish wish) {
        return payments.declined(wish.order().id(), wish.due(), wish.provider())
                .flatMap(payment -> attempts.reopen(payment).switchIfEmpty(Mono.error(PaymentStarts::inProgress)))
                .flatMap(payment -> tell(payment, wish));
    }

    private Mono<Payment> begin(Wish wish) {
        var orderId = wish.order().id();
        var begun = Mono.defer(
                () -> payments.begin(ids.next(), orderId, wish.provider(), wish.due(), settings.firstCheck()));
        return attempts.begin(orderId, wish.due(), begun)
                .switchIfEmpty(Mono.error(PaymentStarts::inProgress))
                .flatMap(payment -> tell(payment, wish));
    }

    private Mono<Payment> tell(Payment payment, Wish wish) {
        return wish.provider()
                .start(payment, wish.order().number())
                .flatMap(result -> result instanceof StartResult.Started started
                        ? started(payment, started)
                        : notStarted(payment, result));
    }

    /** A name that another payment has already is no name. */
    private Mono<Payment> started(Payment payment, StartResult.Started started) {
        return attempts.started(payment.id(), started)
                .onErrorResume(
                        DuplicateKeyException.class,
                        reused -> notStarted(payment, new StartResult.NotStarted("reference-reused")));
    }

    private Mono<Payment> notStarted(Payment payment, StartResult result) {
        if (result instanceof StartResult.Refused refused) {
            return attempts.refused(payment.id(), refused).then(Mono.error(() -> Failure.of(ProblemCode.PAYMENT_REFUSED)
                    .with(REASON, refused.words())));
        }
        var reason = result instanceof StartResult.NotStarted not ? not.reason() : "";
        return ledger.apply(payment.id(), ProviderReport.failed(reason))
                .then(Mono.error(
                        () -> Failure.of(ProblemCode.PAYMENT_UNAVAILABLE).retryAfter(LATER)));
    }

    private static Failure inProgress() {
        return Failure.of(ProblemCode.PAYMENT_IN_PROGRESS).retryAfter(SOON);
    }
}
