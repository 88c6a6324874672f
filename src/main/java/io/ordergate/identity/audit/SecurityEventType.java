package io.ordergate.identity.audit;

import java.util.Locale;

/** The kinds of security events. */
public enum SecurityEventType {
    REGISTERED,
    LOGIN,
    LOGIN_FAILED,
    LOGOUT,
    LOGOUT_ALL,
    REFRESH_TOKEN_REUSED,
    ROLE_CHANGED,
    DEACTIVATED,
    REACTIVATED,
    EMAIL_CHANGED,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    PHONE_CHANGED,
    PHONE_RECLAIMED,
    ACCOUNT_ERASED,
    PAYMENT_LINK_SENT,
    SESSION_ENDED,
    SECOND_FACTOR_ADDED,
    SECOND_FACTOR_REMOVED,
    SECOND_FACTOR_RESET,
    SECOND_FACTOR_PROVEN,
    SECOND_FACTOR_FAILED,
    RECOVERY_CODES_RENEWED,
    PASSKEY_CLONED,
    PRICES_CHANGED,
    STAFF_INVITED,
    INVITATION_WITHDRAWN;

    /** The stable name in the table, in the log and in the API, such as {@code login-failed}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
