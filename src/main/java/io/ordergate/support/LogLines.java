package io.ordergate.support;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.springframework.stereotype.Component;

/**
 * Writes lines that callers can cause: at most {@value #MOST} of a kind in a minute, so that nobody fills the log; the next minute's
 * first line says how many were left out.
 */
@Component
public class LogLines {

    static final int MOST = 20;

    private static final int MOST_KINDS = 500;
    private static final long MINUTE_MILLIS = 60_000;

    private final Clock clock;
    private final Map<String, Minute> kinds = new ConcurrentHashMap<>();

    private record Minute(long number, int lines, int leftOut) {

        Minute next(long now, int most) {
            if (now != number) {
                return new Minute(now, 1, Math.max(0, lines - most));
            }
            return new Minute(now, lines + 1, leftOut);
        }
    }

    public LogLines(Clock clock) {
        this.clock = clock;
    }

    /** A defect, with its stack trace and without the path and query that frameworks add to it. Its kind is its class. */
    public void error(Logger log, String words, Throwable error) {
        write(words + error.getClass().getName(), leftOut -> log.error("{}{}", words, leftOut, LoggedError.of(error)));
    }

    /** One line of a kind, of which there are few. */
    public void warn(Logger log, String kind, String words) {
        write(kind, leftOut -> log.warn("{}{}", words, leftOut));
    }

    /** The same, once a minute. */
    public void warnOnce(Logger log, String kind, String words) {
        write(kind, 1, leftOut -> log.warn("{}{}", words, leftOut));
    }

    private void write(String kind, Consumer<String> line) {
        write(kind, MOST, line);
    }

    private void write(String kind, int most, Consumer<String> line) {
        var key = kinds.size() < MOST_KINDS || kinds.containsKey(kind) ? kind : "";
        var minute =
                kinds.compute(key, (name, before) -> (before == null ? new Minute(0, 0, 0) : before).next(now(), most));
        if (minute.lines() > most) {
            return;
        }
        var leftOut = minute.lines() == 1 ? minute.leftOut() : 0;
        line.accept(leftOut == 0 ? "" : " (" + leftOut + " such lines were left out)");
    }

    private long now() {
        return clock.millis() / MINUTE_MILLIS;
    }
}
