package io.ordergate.identity.passkey;

/** An answer of an authenticator that does not prove what it should: why not, for the audit. */
final class PasskeyRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What is wrong with an answer. */
    enum Reason {
        UNKNOWN,
        CHALLENGE,
        ORIGIN,
        DOMAIN,
        COUNTER,
        SIGNATURE
    }

    PasskeyRefused(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
