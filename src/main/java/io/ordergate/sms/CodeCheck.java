package io.ordergate.sms;

/** What a provider that compares codes itself said of one. */
public enum CodeCheck {
    RIGHT,
    WRONG,
    /** It does not know the code any more: expired, used, or tried too often. */
    OVER,
    /** It has not compared anything. */
    UNAVAILABLE,
    /** It has not answered, and may have compared it. */
    UNKNOWN
}
