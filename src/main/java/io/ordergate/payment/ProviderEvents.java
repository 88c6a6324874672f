package io.ordergate.payment;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.RefundRecorder;
import io.ordergate.payment.ledger.ReviewFlag;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Applies genuine events of providers, which come in any order and repeatedly, once each, and counts them. The result of an
 * event is {@code taken} or {@code repeated}.
 */
@Component
public class ProviderEvents {

    private static final Duration SOON = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final RefundRecorder recorder;
    private final Ids ids;
    private final MeterRegistry meters;

    ProviderEvents(Ledger ledger, RefundRecorder recorder, Ids ids, MeterRegistry meters) {
        this.ledger = ledger;
        this.recorder = recorder;
        this.ids = ids;
        this.meters = meters;
    }

    /** Counts the result of an event; an empty result is that of an event about payments of others. */
    public Mono<Void> counted(String provider, Mono<String> result) {
        return result.defaultIfEmpty("ignored")
                .doOnNext(each -> count(provider, each))
                .doOnError(Failure.class, early -> count(provider, "early"))
                .then();
    }

    /** Refuses a call that is not the provider's. Errors: {@code forbidden}. */
    public <T> Mono<T> forged(String provider) {
        return Mono.error(() -> {
            count(provider, "forged");
            return Failure.of(ProblemCode.FORBIDDEN, "The signature is not right.");
        });
    }

    /** The failure that makes a provider repeat an event, after which the payment is known. */
    public static Failure tooEarly() {
        return Failure.of(ProblemCode.PAYMENT_IN_PROGRESS, "This payment is not known yet. Repeat the event.")
                .retryAfter(SOON);
    }

    /** Applies an event about a payment. A genuine event that is not understood is for a person to read. */
    public Mono<String> payment(Payment payment, ProviderReport report, Charge charge, PaymentNotice notice) {
        var applied = report.state() == ProviderReport.State.SILENT
                ? ledger.flag(payment.id(), ReviewFlag.Reason.UNREADABLE, charge, notice)
                : ledger.apply(payment.id(), report, notice);
        return result(applied);
    }

    /**
     * Applies an event about a refund, made by this service or at the provider.
     *
     * @param id the id of the refund in this service, if the provider tells it
     */
    public Mono<String> refund(
            Payment payment, Optional<UUID> id, RefundReport report, Charge charge, PaymentNotice notice) {
        return recorder.find(payment, id, report.reference())
                .map(refund -> recorder.apply(refund, report, notice))
                .defaultIfEmpty(Mono.defer(() -> foreign(payment, report, charge, notice)))
                .flatMap(ProviderEvents::result);
    }

    /** Applies an event about a dispute, which a person has to answer. */
    public Mono<String> dispute(Payment payment, Charge charge, PaymentNotice notice) {
        return result(ledger.flag(payment.id(), ReviewFlag.Reason.DISPUTED, charge, notice));
    }

    /**
     * The payment after the capture of this transaction was applied; empty for a second capture, which a person looks at.
     * Errors: {@code payment-in-progress} while it is not captured.
     */
    public Mono<Payment> captured(Payment payment, ProviderReport report, String transactionId) {
        return report.state() == ProviderReport.State.PAID
                ? ledger.apply(payment.id(), report)
                        .filter(after -> after.status().isCaptured()
                                && after.transactionOrEmpty().equals(transactionId))
                : Mono.error(ProviderEvents::tooEarly);
    }

    /** A refund made at the provider. One that fails may have been recorded before, so that a person has to look at it. */
    private Mono<Refund> foreign(Payment payment, RefundReport report, Charge charge, PaymentNotice notice) {
        return switch (report.state()) {
            case FAILED -> flag(payment, ReviewFlag.Reason.REFUND_FAILED, charge, notice);
            case SILENT -> flag(payment, ReviewFlag.Reason.UNREADABLE, charge, notice);
            case PENDING, NONE -> Mono.empty();
            case SETTLED ->
                charge.minor() > 0 && charge.currency().equals(payment.charge().currency())
                        ? recorder.record(
                                ids.next(Bucket.of(payment.id())), payment, charge.minor(), report.reference(), notice)
                        : flag(payment, ReviewFlag.Reason.WRONG_AMOUNT, charge, notice);
        };
    }

    private Mono<Refund> flag(Payment payment, ReviewFlag.Reason reason, Charge charge, PaymentNotice notice) {
        return ledger.flag(payment.id(), reason, charge, notice).then(Mono.empty());
    }

    private static Mono<String> result(Mono<?> applied) {
        return applied.map(after -> "taken").defaultIfEmpty("repeated");
    }

    private void count(String provider, String result) {
        meters.counter("ordergate.payments.webhooks", "provider", provider, "result", result)
                .increment();
    }
}
