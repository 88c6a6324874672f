package io.ordergate.payment.sslcommerz;

import io.ordergate.payment.ProviderEvents;
import io.ordergate.payment.ledger.Conclusions;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Applies SSLCommerz's notifications. Each is a reason to ask SSLCommerz: what it says of money is not believed. */
@Component
class SslcommerzNotifications {

    private final SslcommerzSettings settings;
    private final SslcommerzSignature signature;
    private final SslcommerzProvider sslcommerz;
    private final PaymentRepository payments;
    private final Conclusions conclusions;
    private final ProviderEvents events;

    SslcommerzNotifications(
            SslcommerzSettings settings,
            SslcommerzProvider sslcommerz,
            PaymentRepository payments,
            Conclusions conclusions,
            ProviderEvents events) {
        this.settings = settings;
        this.signature = new SslcommerzSignature(settings.storePassword());
        this.sslcommerz = sslcommerz;
        this.payments = payments;
        this.conclusions = conclusions;
        this.events = events;
    }

    /**
     * Applies a notification. Those about payments of others are ignored. Errors: {@code forbidden} for a call that is not
     * SSLCommerz's; {@code payment-in-progress} for one that could not be looked into yet.
     */
    Mono<Void> receive(Map<String, String> form) {
        if (!settings.isComplete() || !signature.matches(form)) {
            return events.forged(SslcommerzProvider.NAME);
        }
        var applied = payments.findByReference(
                        SslcommerzProvider.NAME, ProviderText.name(form.getOrDefault("tran_id", "")))
                .switchIfEmpty(Mono.defer(() -> beingStarted(form)))
                .flatMap(payment -> applied(payment, form));
        return events.counted(SslcommerzProvider.NAME, applied);
    }

    /** A notification of success names the validation; after others the tries of the payment are queried. */
    private Mono<String> applied(Payment payment, Map<String, String> form) {
        var validation = ProviderText.name(form.getOrDefault("val_id", ""));
        return "VALID".equals(form.get("status")) && !validation.isEmpty()
                ? sslcommerz.validate(payment, validation).flatMap(report -> validated(payment, report, validation))
                : conclusions.query(payment).map(after -> "taken");
    }

    private Mono<String> validated(Payment payment, ProviderReport report, String validation) {
        return report.state() == ProviderReport.State.SILENT
                ? Mono.error(ProviderEvents::tooEarly)
                : events.payment(
                        payment,
                        report,
                        payment.charge(),
                        PaymentNotice.ofProvider(
                                SslcommerzProvider.NAME,
                                validation + ":" + report.state(),
                                "notification." + report.state()));
    }

    /** Fails for a payment whose start SSLCommerz has not answered yet. */
    private Mono<Payment> beingStarted(Map<String, String> form) {
        return Mono.fromCallable(() -> UUID.fromString(form.getOrDefault("value_a", "")))
                .onErrorResume(IllegalArgumentException.class, none -> Mono.empty())
                .flatMap(payments::find)
                .filter(payment -> payment.reference() == null && payment.status() == PaymentStatus.PENDING)
                .flatMap(payment -> Mono.error(ProviderEvents::tooEarly));
    }
}
