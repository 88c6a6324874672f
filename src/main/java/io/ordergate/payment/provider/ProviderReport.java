package io.ordergate.payment.provider;

import org.jspecify.annotations.Nullable;

/**
 * A provider's report about a payment.
 *
 * @param charge the amount that the provider has authorised or captured; null when there is none
 * @param transactionId the provider's name for the money; empty without one
 * @param refundedMinor the sum of refunds, if the provider reports it
 * @param reason the provider's code of a failure, or a code for an answer that is not understood; never free text
 * @param risky whether the provider suspects a fraud
 */
public record ProviderReport(
        State state, @Nullable Charge charge, String transactionId, long refundedMinor, String reason, boolean risky) {

    /** The state of a payment. Of several tries of one payment, the one with the last of these states counts. */
    public enum State {
        /** The payment has failed. */
        FAILED,
        /** The customer has not paid yet. */
        OPEN,
        /** No answer came, or none that is understood. */
        SILENT,
        /** The money is authorised and not captured. */
        AUTHORISED,
        PAID
    }

    public static ProviderReport open(String reason) {
        return new ProviderReport(State.OPEN, null, "", 0, reason, false);
    }

    public static ProviderReport authorised(Charge charge, String transactionId) {
        return new ProviderReport(State.AUTHORISED, charge, transactionId, 0, "", false);
    }

    public static ProviderReport paid(Charge charge, String transactionId) {
        return new ProviderReport(State.PAID, charge, transactionId, 0, "", false);
    }

    public static ProviderReport failed(String reason) {
        return failed("", reason);
    }

    /** One of several tries of a payment has failed. */
    public static ProviderReport failed(String transactionId, String reason) {
        return new ProviderReport(State.FAILED, null, transactionId, 0, reason, false);
    }

    public static ProviderReport silent(String reason) {
        return new ProviderReport(State.SILENT, null, "", 0, reason, false);
    }

    /** The same report with the sum of refunds. */
    public ProviderReport refunded(long minor) {
        return new ProviderReport(state, charge, transactionId, minor, reason, risky);
    }

    /** The same report with the provider's suspicion. */
    public ProviderReport risky(boolean suspected) {
        return new ProviderReport(state, charge, transactionId, refundedMinor, reason, suspected);
    }
}
