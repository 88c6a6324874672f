package io.ordergate.outbox;

import io.ordergate.support.Failure;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one claim.
 *
 * @param pause how long until the next try, made up to half shorter by chance; none when there is no next try
 * @param least how long the next try has to wait in any case
 * @param error the class of the error; none when the message is done
 */
record Outcome(
        Claim claim,
        @Nullable Duration pause,
        Duration least,
        @Nullable String error) {

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9_.-]");
    private static final int LONGEST = 60;

    /** An outcome as the statement that records it reads it. */
    record Row(
            long id,
            int fence,
            @Nullable Long pause,
            long least,
            @Nullable String error) {}

    static Outcome done(Claim claim) {
        return new Outcome(claim, null, Duration.ZERO, null);
    }

    static Outcome deadLetter(Claim claim, String error) {
        return new Outcome(claim, null, Duration.ZERO, error);
    }

    boolean isDeadLetter() {
        return error != null && pause == null;
    }

    Row row() {
        return new Row(claim.id(), claim.fence(), pause == null ? null : pause.toMillis(), least.toMillis(), error);
    }

    /** The kind of an error: the error's own words may quote what nobody should read. */
    static String classOf(Throwable error) {
        var name = error instanceof NotHandled known
                ? String.valueOf(known.getMessage())
                : error instanceof Failure failure
                        ? failure.code().code()
                        : error instanceof TimeoutException
                                ? "timeout"
                                : error.getClass().getSimpleName();
        var safe = UNSAFE.matcher(name).replaceAll("_");
        return safe.substring(0, Math.min(LONGEST, safe.length()));
    }
}
