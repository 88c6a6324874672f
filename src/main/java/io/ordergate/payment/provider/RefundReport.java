package io.ordergate.payment.provider;

/**
 * What a provider says of a refund.
 *
 * @param reference its name for it, empty without one
 * @param reason its code for a failure, without anybody's words
 */
public record RefundReport(State state, String reference, String reason) {

    public enum State {
        SETTLED,
        /** Accepted, and on its way. */
        PENDING,
        /** Refused for good. */
        FAILED,
        /** It knows of no such refund: it may be asked for. */
        NONE,
        /** No answer, or none that is understood. */
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
