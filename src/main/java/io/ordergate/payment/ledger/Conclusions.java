package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderReport.State;
import io.ordergate.payment.provider.Providers;
import io.ordergate.support.Uncancellable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Gets the results of payments from their providers. A provider that captures on conclude is called once: the payment is
 * unknown from before that call until the provider has answered. After silence the provider is only queried.
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

    /** The payment after its provider has concluded it: its customer is back, and may have agreed to pay. */
    public Mono<Payment> conclude(Payment payment) {
        var captures = providers.of(payment).capturesOnConclude();
        return Uncancellable.from(attempts.claim(payment.id(), captures, settings.unknownCheck())
                .onErrorResume(DuplicateKeyException.class, newerIsOpen -> captures ? Mono.empty() : Mono.just(payment))
                .flatMap(this::concludeClaimed)
                .switchIfEmpty(Mono.defer(() -> payments.find(payment.id()))));
    }

    /** The payment after its provider was queried, and has captured what was authorised. */
    public Mono<Payment> query(Payment payment) {
        if (payment.reference() == null) {
            return ledger.apply(payment.id(), ProviderReport.failed("abandoned"));
        }
        return Uncancellable.from(providers
                .of(payment)
                .query(payment)
                .flatMap(report -> ledger.apply(payment.id(), report))
                .flatMap(this::captureAuthorised));
    }

    private Mono<Payment> concludeClaimed(Payment payment) {
        var provider = providers.of(payment);
        return provider.conclude(payment)
                .flatMap(report -> report.state() == State.SILENT && provider.capturesOnConclude()
                        ? provider.query(payment)
                        : Mono.just(report))
                .flatMap(report -> ledger.apply(payment.id(), report))
                .flatMap(this::captureAuthorised);
    }

    private Mono<Payment> captureAuthorised(Payment payment) {
        return payment.status() == PaymentStatus.AUTHORISED
                ? attempts.isWanted(payment).flatMap(wanted -> captureOrFail(payment, wanted))
                : Mono.just(payment);
    }

    /** Money that is authorised for a cancelled, returned, refused or paid order is not captured. */
    private Mono<Payment> captureOrFail(Payment payment, boolean wanted) {
        var report = wanted ? providers.of(payment).capture(payment) : Mono.just(ProviderReport.failed(NOT_WANTED));
        return report.flatMap(result -> ledger.apply(payment.id(), result));
    }
}
