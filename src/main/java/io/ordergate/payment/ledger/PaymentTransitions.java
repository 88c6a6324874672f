package io.ordergate.payment.ledger;

import io.ordergate.outbox.Outbox;
import io.ordergate.outbox.Topic;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.Providers;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Writes transitions of payments, with the time of the next check, to payment, order, history and outbox. All in the caller's transaction. */
@Component
class PaymentTransitions {

    private final LedgerRepository records;
    private final Providers providers;
    private final Outbox outbox;
    private final PaymentSettings settings;
    private final PaymentMeters meters;
    private final Clock clock;

    /** The message about a payment in the outbox. */
    record PaymentChange(
            UUID orderId, UUID paymentId, String status, long amountMinor, long refundedMinor, String currency) {

        static PaymentChange of(Payment payment, String orderStatus) {
            var charge = payment.charge();
            return new PaymentChange(
                    payment.orderId(),
                    payment.id(),
                    orderStatus,
                    charge.minor(),
                    payment.refundedMinor(),
                    charge.currency());
        }
    }

    PaymentTransitions(
            LedgerRepository records,
            Providers providers,
            Outbox outbox,
            PaymentSettings settings,
            PaymentMeters meters,
            Clock clock) {
        this.records = records;
        this.providers = providers;
        this.outbox = outbox;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
    }

    /** The payment in this status, published. */
    Mono<Payment> transition(Payment payment, PaymentStatus to, ProviderReport report) {
        return records.transition(payment.id(), to, payment.surplus(), report, nextCheck(payment, to, report))
                .flatMap(this::publish);
    }

    /** The captured payment, not published yet. It is checked from time to time where its provider reports refunds. */
    Mono<Payment> capture(Payment payment, boolean surplus, ProviderReport report) {
        var nextCheck = providers.of(payment).reportsRefunds() ? settings.watchInterval() : Duration.ZERO;
        return records.transition(payment.id(), PaymentStatus.PAID, surplus, report, nextCheck);
    }

    /** Counts the transition of the payment, and updates its order. */
    Mono<Payment> publish(Payment payment) {
        meters.transitioned(payment);
        return updateOrder(payment);
    }

    /** The payment after the payment status of its order was updated; a new status goes to the outbox. */
    Mono<Payment> updateOrder(Payment payment) {
        return records.updateOrder(payment.orderId())
                .flatMap(status ->
                        outbox.append(Topic.PAYMENT_CHANGED, payment.orderId(), PaymentChange.of(payment, status)))
                .thenReturn(payment);
    }

    /** Whether the customer's time to pay is over. */
    boolean isExpired(Payment payment) {
        return payment.updatedAt().plus(settings.expiry()).isBefore(clock.instant());
    }

    /** A failed payment is checked, too: its customer may try again at a provider whose webhooks do not arrive. */
    private Duration nextCheck(Payment payment, PaymentStatus to, ProviderReport report) {
        var over = to == PaymentStatus.FAILED
                && (isExpired(payment)
                        || payment.reference() == null
                        || report.reason().equals(Conclusions.NOT_WANTED));
        return over ? Duration.ZERO : settings.check(to);
    }
}
