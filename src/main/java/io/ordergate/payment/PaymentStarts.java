package io.ordergate.payment;

import io.ordergate.ordering.model.Order;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentAttempts;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import java.time.Clock;
import java.time.Duration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Starts payments: one open attempt an order, for which the provider is called once, however often a client asks. */
@Component
class PaymentStarts {

    /** The name of the provider's refusal in an answer to staff. */
    static final String REASON = "provider_reason";

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(10);

    private final PaymentAttempts attempts;
    private final Ledger ledger;
    private final PaymentSettings settings;
    private final Clock clock;

    /** A payment to be started. */
    private record StartCommand(Order order, Charge due, PaymentProvider provider) {

        private boolean isFor(Payment payment) {
            return payment.charge().equals(due) && payment.provider().equals(provider.name());
        }
    }

    PaymentStarts(PaymentAttempts attempts, Ledger ledger, PaymentSettings settings, Clock clock) {
        this.attempts = attempts;
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The open payment of the order, for what is due. Errors: {@code payment-in-progress}, {@code payment-unavailable},
     * {@code payment-refused} with the provider's words.
     */
    Mono<Payment> start(Order order, Charge due, PaymentProvider provider) {
        var command = new StartCommand(order, due, provider);
        return Uncancellable.from(attempts.unpaid(order.id())
                .flatMap(last -> reused(last, command))
                .switchIfEmpty(Mono.defer(() -> retried(command)))
                .switchIfEmpty(Mono.defer(() -> begun(command))));
    }

    /** The last attempt, if it can be used; empty when a new one is needed. Errors: {@code payment-in-progress}. */
    private Mono<Payment> reused(Payment last, StartCommand command) {
        return switch (last.status()) {
            case PENDING -> command.isFor(last) ? pending(last) : closed(last, "superseded");
            case FAILED -> command.isFor(last) ? reopened(last, command) : Mono.empty();
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
                : closed(last, "abandoned"); // the node that began it has died, and no client got an answer
    }

    /** Empty after the attempt was closed; the attempt, if money has arrived meanwhile. */
    private Mono<Payment> closed(Payment last, String reason) {
        return ledger.apply(last.id(), ProviderReport.failed(reason))
                .filter(payment -> payment.status() != PaymentStatus.FAILED);
    }

    private Mono<Payment> reopened(Payment last, StartCommand command) {
        return last.reference() != null && command.provider().canReopen() ? attempts.reopen(last) : Mono.empty();
    }

    /** A refused attempt is started again as the same attempt, since the shop's account at the provider may have changed. */
    private Mono<Payment> retried(StartCommand command) {
        return attempts.refused(command.order().id(), command.due(), command.provider())
                .flatMap(payment -> attempts.reopen(payment).switchIfEmpty(Mono.error(PaymentStarts::inProgress)))
                .flatMap(payment -> startAtProvider(payment, command));
    }

    private Mono<Payment> begun(StartCommand command) {
        return attempts.begin(command.order().id(), command.due(), command.provider())
                .switchIfEmpty(Mono.error(PaymentStarts::inProgress))
                .flatMap(payment -> startAtProvider(payment, command));
    }

    private Mono<Payment> startAtProvider(Payment payment, StartCommand command) {
        return command.provider()
                .start(payment, command.order())
                .flatMap(result -> result instanceof StartResult.Started started
                        ? started(payment, started)
                        : notStarted(payment, result));
    }

    /** A reference that another payment has cannot be used. */
    private Mono<Payment> started(Payment payment, StartResult.Started started) {
        return attempts.start(payment.id(), started)
                .onErrorResume(
                        DuplicateKeyException.class,
                        reused -> notStarted(payment, new StartResult.NotStarted("reference-reused")));
    }

    private Mono<Payment> notStarted(Payment payment, StartResult result) {
        if (result instanceof StartResult.Refused refused) {
            return attempts.refuse(payment.id(), refused).then(Mono.error(() -> Failure.of(ProblemCode.PAYMENT_REFUSED)
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
