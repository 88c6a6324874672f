package io.ordergate.payment.provider;

/** What came of telling a provider about a payment. */
public sealed interface StartResult {

    /**
     * The customer can pay.
     *
     * @param reference the provider's name for the payment
     * @param redirectUrl the provider's page; empty when there is none
     */
    record Started(String reference, String redirectUrl) implements StartResult {

        @Override
        public String toString() {
            return "Started[" + reference + "]";
        }
    }

    /**
     * The provider understood the payment and will not have it: another call changes nothing.
     *
     * @param code the provider's code
     * @param words the provider's explanation, for those who work for the shop
     */
    record Refused(String code, String words) implements StartResult {}

    /** Nobody can pay with this one: whatever the provider did, no customer has heard of it. */
    record NotStarted(String reason) implements StartResult {}
}
