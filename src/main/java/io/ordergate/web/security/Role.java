package io.ordergate.web.security;

import java.util.Locale;

/** What an account may do. */
public enum Role {
    CUSTOMER,
    VENDOR,
    ADMIN;

    /** The name in the database, in tokens and in JSON. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the role works for the shop: it sees every customer's orders. */
    public boolean isStaff() {
        return this != CUSTOMER;
    }

    /** The role of this name; an unknown one is a defect of whoever wrote it. */
    public static Role of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
