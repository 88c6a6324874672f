package io.ordergate.support;

import org.jspecify.annotations.Nullable;

/** An error as it may be logged: Spring and Reactor add notes to it, which tell the path and the query of the request. */
final class LoggedError extends Exception {

    private static final int DEEPEST = 20;

    private LoggedError(Throwable error, @Nullable LoggedError cause) {
        super(error.toString(), cause, false, true);
        setStackTrace(error.getStackTrace());
    }

    /** The error itself when there is nothing to be left out. */
    static Throwable of(Throwable error) {
        for (var part = error; part != null; part = part.getCause()) {
            if (part.getSuppressed().length > 0) {
                return copy(error, 0);
            }
        }
        return error;
    }

    private static LoggedError copy(Throwable error, int depth) {
        var cause = error.getCause();
        return new LoggedError(error, cause == null || depth == DEEPEST ? null : copy(cause, depth + 1));
    }
}
