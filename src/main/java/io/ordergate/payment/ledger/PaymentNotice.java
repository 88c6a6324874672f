package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import java.util.UUID;

/**
 * Something that happened to a payment, under a name that makes it happen once.
 *
 * @param eventId unique among the events of the provider
 * @param kind what it was, such as {@code payment.captured}
 * @param actor the provider, or whoever did it
 */
public record PaymentNotice(String provider, String eventId, String kind, String actor) {

    /** News of a provider that carries a name of its own. */
    public static PaymentNotice ofProvider(String provider, String eventId, String kind) {
        return new PaymentNotice(provider, eventId, kind, provider);
    }

    /** Something that an account did to this payment, which it can do once. */
    public static PaymentNotice ofAccount(Payment payment, String kind, UUID account) {
        return new PaymentNotice(payment.provider(), payment.id() + ":" + kind, kind, account.toString());
    }
}
