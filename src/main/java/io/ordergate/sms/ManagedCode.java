package io.ordergate.sms;

/**
 * A code that a provider has made.
 *
 * @param by the provider
 * @param id the provider's name for the code
 */
public record ManagedCode(String by, String id) {

    /** What the provider says of a guess. */
    public enum Check {
        RIGHT,
        WRONG,
        /** The provider does not know the code any more: it is expired, used, or was tried too often. */
        OVER,
        /** The provider has compared nothing. */
        UNAVAILABLE,
        /** The provider has not answered, and may have compared the code. */
        UNKNOWN
    }
}
