package io.ordergate.outbox;

/** Why a message could not be handled, in one word that admins may read: no phone number, code, token or address. */
public final class NotHandled extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotHandled(String reason) {
        super(reason, null, false, false);
    }
}
