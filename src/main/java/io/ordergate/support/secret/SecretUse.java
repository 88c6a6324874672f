package io.ordergate.support.secret;

import java.nio.charset.StandardCharsets;

/** What the server's secret is used for: each use has a key of its own, so that what one makes can never stand for another. */
public enum SecretUse {
    CODES("code"),
    SESSIONS("session"),
    ACCESS_TOKENS("access-token"),
    REFRESH_TOKENS("refresh"),
    WEBHOOKS("webhook"),
    PAYMENT_TOKENS("payment-token"),
    PHONE_HASHES("sms-phone"),
    ORDER_TEXT_PHONES("order-text-phone"),
    GUEST_PHONES("guest-phone"),
    TEST_NUMBERS("test-number"),
    ORDER_LINKS("order-link"),
    TOTP_SECRETS("totp-secret"),
    RECOVERY_CODES("recovery-code"),
    INVITATIONS("invitation");

    private final String label;

    SecretUse(String label) {
        this.label = label;
    }

    /** The name of the use in the derivation of its key. */
    String label() {
        return label;
    }

    byte[] bytes() {
        return label.getBytes(StandardCharsets.US_ASCII);
    }
}
