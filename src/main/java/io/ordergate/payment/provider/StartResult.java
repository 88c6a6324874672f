package io.ordergate.payment.provider;

import io.ordergate.support.secret.Sensitive;

/** The result of starting a payment at its provider. */
public sealed interface StartResult {

    /**
     * The customer can pay.
     *
     * @param reference the provider's name for the payment
     * @param redirectUrl the provider's page, which anybody with the URL can pay on; empty when there is none
     */
    record Started(String reference, Sensitive redirectUrl) implements StartResult {}

    /**
     * The provider has understood the call and refuses the payment, so that repeating the call changes nothing.
     *
     * @param code the provider's code
     * @param words the provider's explanation, for staff
     */
    record Refused(String code, String words) implements StartResult {}

    /** The call has failed. Whatever the provider did, no customer has got a way to pay. */
    record NotStarted(String reason) implements StartResult {}
}
