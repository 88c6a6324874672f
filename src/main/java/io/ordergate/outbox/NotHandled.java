package io.ordergate.outbox;

import java.time.Duration;

/**
 * An error with the reason why a message could not be handled, in one word that admins may read: no phone number, code,
 * token or address.
 */
public final class NotHandled extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Duration pause;

    public NotHandled(String reason) {
        this(reason, Duration.ZERO);
    }

    /** A reason, with the least time until the next try. */
    public NotHandled(String reason, Duration pause) {
        super(reason, null, false, false);
        this.pause = pause;
    }

    Duration pause() {
        return pause;
    }
}
