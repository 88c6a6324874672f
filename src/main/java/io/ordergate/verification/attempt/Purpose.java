package io.ordergate.verification.attempt;

import java.util.Locale;

/** What a code is for. A code never serves another purpose than the one it was sent for. */
public enum Purpose {
    /** An order, placed when the code comes back. */
    ORDER,
    /** A sign-in, which makes an account the first time. */
    LOGIN,
    /** A new phone number of an account. */
    PHONE,
    /** A new password of the account that has the phone. */
    PASSWORD,
    /** A change of the account that has the phone, or its erasure. */
    CONFIRM;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** The name in the database and in budgets. */
    public String id() {
        return id;
    }
}
