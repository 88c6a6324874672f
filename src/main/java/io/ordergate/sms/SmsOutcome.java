package io.ordergate.sms;

import java.util.Locale;

/** What came of one attempt, in the same words for every provider. */
public enum SmsOutcome {
    /** The provider took it, which does not mean that it arrives. */
    ACCEPTED,
    /** There is no such number, or it takes no texts. */
    INVALID_NUMBER,
    /** The customer has opted out, or the number is on a block list. */
    BLOCKED,
    /** Too much at once, by the provider's count or by ours; it was not sent. */
    THROTTLED,
    /** This provider will not send it, however often it is asked: no credit, no route, sender not registered. */
    REJECTED,
    BAD_CREDENTIALS,
    /** The provider cannot be reached, or says that it is broken. */
    UNAVAILABLE,
    /** No answer, or none that can be read: it may have been sent. */
    UNKNOWN,
    /** It was not asked at all: its circuit breaker is open, or it has asked for a pause. */
    SKIPPED;

    /** Another provider would find the same number. */
    public boolean isAboutThePhone() {
        return this == INVALID_NUMBER || this == BLOCKED;
    }

    /** What opens a circuit breaker: a provider that is down or silent, not a customer's number nor an empty account. */
    public boolean isOutage() {
        return this == UNAVAILABLE || this == UNKNOWN;
    }

    /** The name in metrics and in the database. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
