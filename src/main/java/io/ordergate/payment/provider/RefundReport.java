package io.ordergate.payment.provider;

/**
 * A provider's report about a refund.
 *
 * @param reference the provider's name for the refund; empty without one
 * @param reason the provider's code of a failure; never free text
 */
public record RefundReport(State state, String reference, String reason) {

    public enum State {
        SETTLED,
        /** The provider has accepted the refund. */
        PENDING,
        /** The provider has refused the refund. */
        FAILED,
        /** The provider knows no such refund, so that it may be requested. */
        NONE,
        /** No answer came, or none that is understood. */
        SILENT
    }

    public static RefundReport settled(String reference) {
        return new RefundReport(State.SETTLED, reference, "");
    }

    public static RefundReport pending(String reference) {
        return new RefundReport(State.PENDING, reference, "");
    }

    public static RefundReport failed(String reference, String reason) {
        return new RefundReport(State.FAILED, reference, reason);
    }

    public static RefundReport none() {
        return new RefundReport(State.NONE, "", "");
    }

    public static RefundReport silent(String reason) {
        return new RefundReport(State.SILENT, "", reason);
    }
}
