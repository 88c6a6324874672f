package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.RefundRequest;
import io.ordergate.support.secret.Ids;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Sees to it that money which nobody should keep goes back: by the provider where it can be asked, else by a person. */
@Component
class GiveBacks {

    private final Providers providers;
    private final RefundRepository refunds;
    private final Flags flags;
    private final Ids ids;

    GiveBacks(Providers providers, RefundRepository refunds, Flags flags, Ids ids) {
        this.providers = providers;
        this.refunds = refunds;
        this.flags = flags;
        this.ids = ids;
    }

    /** Asks for all that is left of a payment, in the caller's transaction. {@link RefundWork} does it then. */
    Mono<Void> all(Payment payment, String cause) {
        if (payment.leftMinor() == 0) {
            return Mono.empty();
        }
        if (!providers.of(payment).refunds()) {
            return flags.raise(payment, FlagReason.REFUND_BY_HAND);
        }
        return Mono.defer(() -> refunds.request(RefundRequest.ours(ids.next(), payment, cause)))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("another refund is being asked for")))
                .then();
    }
}
