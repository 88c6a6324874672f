package io.ordergate.payment;

/**
 * What a provider says of a refund.
 *
 * @param reference its name for it, empty without one
 * @param reason its code for a failure, without anybody's words
 */
record RefundReport(State state, String reference, String reason) {

    enum State {
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

    static RefundReport settled(String reference) {
        return new RefundReport(State.SETTLED, reference, "");
    }

    static RefundReport pending(String reference) {
        return new RefundReport(State.PENDING, reference, "");
    }

    static RefundReport failed(String reference, String reason) {
        return new RefundReport(State.FAILED, reference, reason);
    }

    static RefundReport none() {
        return new RefundReport(State.NONE, "", "");
    }

    static RefundReport silent(String reason) {
        return new RefundReport(State.SILENT, "", reason);
    }
}
