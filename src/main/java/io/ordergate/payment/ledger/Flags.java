package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.support.secret.Ids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Asks people to look at a payment, once for each reason until somebody has. */
@Component
class Flags {

    private static final Logger log = LoggerFactory.getLogger(Flags.class);

    private final FlagRepository flags;
    private final PaymentMeters meters;
    private final Ids ids;

    Flags(FlagRepository flags, PaymentMeters meters, Ids ids) {
        this.flags = flags;
        this.meters = meters;
        this.ids = ids;
    }

    /** In the caller's transaction, if there is one. */
    Mono<Void> raise(Payment payment, FlagReason reason, ProviderReport report) {
        return Mono.defer(() -> flags.raise(ids.next(), payment, reason, report))
                .filter(isNew -> isNew)
                .doOnNext(isNew -> tell(payment, reason))
                .then();
    }

    Mono<Void> raise(Payment payment, FlagReason reason) {
        return raise(payment, reason, ProviderReport.open(""));
    }

    private void tell(Payment payment, FlagReason reason) {
        meters.flagged(payment, reason);
        log.warn("Somebody has to look at the payment {} of {}: {}", payment.id(), payment.provider(), reason.id());
    }
}
