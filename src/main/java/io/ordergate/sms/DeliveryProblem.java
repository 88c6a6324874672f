package io.ordergate.sms;

import java.util.Locale;

/** Why a text did not arrive, in the same words for every provider, as far as a customer can do something about it. */
public enum DeliveryProblem {
    /** The phone is off, full or without a network: another text may arrive. */
    UNREACHABLE,
    /** The customer or the network accepts no such texts. */
    BLOCKED,
    /** The number does not exist, or accepts no texts. */
    INVALID_NUMBER,
    OTHER;

    /** The name in responses. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
