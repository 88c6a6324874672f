package io.ordergate.payment.provider;

import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a payment.
 *
 * @param charge the amount that it has authorised or taken; null when it has not
 * @param transactionId its name for the money, empty without one
 * @param refundedMinor what of it has gone back, as far as the provider says so
 * @param reason its code for a failure or for what we did not understand, without anybody's words
 */
public record ProviderReport(
        State state, @Nullable Charge charge, String transactionId, long refundedMinor, String reason) {

    /** Of several tries of one payment, the last of these tells. */
    public enum State {
        /** It came to nothing. */
        FAILED,
        /** Nobody has paid yet. */
        OPEN,
        /** No answer, or none that is understood. */
        SILENT,
        /** The money is promised and not taken. */
        AUTHORISED,
        PAID
    }

    public static ProviderReport open(String reason) {
        return new ProviderReport(State.OPEN, null, "", 0, reason);
    }

    public static ProviderReport authorised(Charge charge, String transactionId) {
        return new ProviderReport(State.AUTHORISED, charge, transactionId, 0, "");
    }

    public static ProviderReport paid(Charge charge, String transactionId) {
        return new ProviderReport(State.PAID, charge, transactionId, 0, "");
    }

    public static ProviderReport failed(String reason) {
        return failed("", reason);
    }

    /** One of several tries of a payment has failed. */
    public static ProviderReport failed(String transactionId, String reason) {
        return new ProviderReport(State.FAILED, null, transactionId, 0, reason);
    }

    public static ProviderReport silent(String reason) {
        return new ProviderReport(State.SILENT, null, "", 0, reason);
    }

    /** The same, of which so much has gone back. */
    public ProviderReport refunded(long minor) {
        return new ProviderReport(state, charge, transactionId, minor, reason);
    }
}
