package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import java.util.UUID;

/**
 * Something that has happened to a payment, with an id by which a repetition is recognised.
 *
 * @param eventId unique among the events of the provider
 * @param kind what has happened, such as {@code payment.captured}
 * @param actor the provider, or the account that did it
 */
public record PaymentNotice(String provider, String eventId, String kind, String actor) {

    /** An event of a provider, which has given it an id. */
    public static PaymentNotice ofProvider(String provider, String eventId, String kind) {
        return new PaymentNotice(provider, eventId, kind, provider);
    }

    /** Something that an account can do to a payment once. */
    public static PaymentNotice ofAccount(Payment payment, String kind, UUID account) {
        return new PaymentNotice(payment.provider(), payment.id() + ":" + kind, kind, account.toString());
    }
}
