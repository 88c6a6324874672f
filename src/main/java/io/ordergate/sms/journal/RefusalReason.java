package io.ordergate.sms.journal;

import java.util.Locale;

/** The reason for which a text was refused before a provider was called. */
public enum RefusalReason {
    /** An operator or an admin has stopped all texts. */
    SWITCHED_OFF(true),
    /** The cap of the day is reached. */
    SPEND_CAP(false),
    COUNTRY(false),
    /** Calls to such a line cost the caller more, or no person reads texts there. */
    NUMBER_TYPE(false),
    PHONE_BUDGET(true),
    /** Too many codes of this country were not typed back. */
    COUNTRY_BUDGET(false),
    /** Too many codes, over all countries, were not typed back. */
    TOTAL_BUDGET(false),
    /** Too many codes that this client has asked for were not typed back. */
    ADDRESS_BUDGET(false);

    private final boolean always;

    RefusalReason(boolean always) {
        this.always = always;
    }

    /** Whether this reason refuses even where the guard only observes. */
    public boolean isAlwaysEnforced() {
        return always;
    }

    /** The name in metrics and in the database. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
