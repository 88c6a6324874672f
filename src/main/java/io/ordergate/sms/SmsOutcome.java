package io.ordergate.sms;

import java.util.Locale;

/** The outcome of one attempt, in the same words for every provider. */
public enum SmsOutcome {
    /** The provider has accepted the text, which does not mean that the text arrives. */
    ACCEPTED,
    /** The number does not exist, or accepts no texts. */
    INVALID_NUMBER,
    /** The customer has opted out, or the number is on a block list. */
    BLOCKED,
    /** Too many texts at once, by the provider's count or by this service's; the text was not sent. */
    THROTTLED,
    /** The provider will refuse every further attempt: no credit, no route, sender not registered. */
    REJECTED,
    BAD_CREDENTIALS,
    /** The provider cannot be reached, or reports a failure of its own. */
    UNAVAILABLE,
    /** No response, or none that can be read: the text may have been sent. */
    UNKNOWN,
    /** The provider was not called: its circuit breaker is open, or the provider has asked for a pause. */
    SKIPPED;

    /** Whether another provider would report the same of this number. */
    public boolean isAboutThePhone() {
        return this == INVALID_NUMBER || this == BLOCKED;
    }

    /**
     * Whether this outcome counts for the circuit breaker: a provider that is down or silent, not a customer's number nor an
     * empty account.
     */
    public boolean isOutage() {
        return this == UNAVAILABLE || this == UNKNOWN;
    }

    /** The name in metrics and in the database. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
