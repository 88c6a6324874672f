package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderReport.State;
import io.ordergate.support.Detached;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Finds out what became of payments. A provider that must be told to take the money is told once: the payment is unknown from
 * before that until it has answered, and if it stays silent, only asking it for the state of things goes on.
 */
@Component
public class Conclusions {

    static final String NOT_WANTED = "not-wanted";

    private final PaymentRepository payments;
    private final PaymentAttemptRepository attempts;
    private final Providers providers;
    private final Ledger ledger;
    private final PaymentSettings settings;

    Conclusions(
            PaymentRepository payments,
            PaymentAttemptRepository attempts,
            Providers providers,
            Ledger ledger,
            PaymentSettings settings) {
        this.payments = payments;
        this.attempts = attempts;
        this.providers = providers;
        this.ledger = ledger;
        this.settings = settings;
    }

    /** The customer is back and may have paid: the payment after its provider has concluded it. */
    public Mono<Payment> conclude(Payment payment) {
        var told = providers.of(payment).takesWhenTold();
        return Detached.from(attempts.claim(payment.id(), told, settings.unknownCheck())
                .onErrorResume(DuplicateKeyException.class, newerIsOpen -> told ? Mono.empty() : Mono.just(payment))
                .flatMap(this::concludeClaimed)
                .switchIfEmpty(Mono.defer(() -> payments.find(payment.id()))));
    }

    /** The payment after its provider was asked about it, and told to take what was only promised. */
    public Mono<Payment> query(Payment payment) {
        if (payment.reference() == null) {
            return ledger.apply(payment.id(), ProviderReport.failed("abandoned"));
        }
        return Detached.from(providers
                .of(payment)
                .query(payment)
                .flatMap(report -> ledger.apply(payment.id(), report))
                .flatMap(this::captured));
    }

    private Mono<Payment> concludeClaimed(Payment payment) {
        var provider = providers.of(payment);
        return provider.conclude(payment)
                .flatMap(report -> report.state() == State.SILENT && provider.takesWhenTold()
                        ? provider.query(payment)
                        : Mono.just(report))
                .flatMap(report -> ledger.apply(payment.id(), report))
                .flatMap(this::captured);
    }

    private Mono<Payment> captured(Payment payment) {
        return payment.status() == PaymentStatus.AUTHORISED
                ? attempts.isWanted(payment).flatMap(wanted -> takeOrLeave(payment, wanted))
                : Mono.just(payment);
    }

    /** Money that was only promised for an order that is cancelled or paid stays where it is. */
    private Mono<Payment> takeOrLeave(Payment payment, boolean wanted) {
        var report = wanted ? providers.of(payment).capture(payment) : Mono.just(ProviderReport.failed(NOT_WANTED));
        return report.flatMap(result -> ledger.apply(payment.id(), result));
    }
}
