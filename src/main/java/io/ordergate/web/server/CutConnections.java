package io.ordergate.web.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Counts the connections that ended because of their client. That is no error of this service and may be caused at will, so
 * nothing is logged above DEBUG, and nothing that the client sent.
 */
@Component
class CutConnections {

    private static final Logger log = LoggerFactory.getLogger(CutConnections.class);

    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

    /** Why a connection was cut. */
    enum Reason {
        /** The client closed or reset the connection before its request had ended or its answer had been written. */
        HUNG_UP,
        /** What the client sent is no HTTP, or not what this service takes. */
        REFUSED,
        /** The request did not arrive in time. */
        TOO_SLOW,
        /** The client does not read its answer. */
        UNREAD,
        /** The client sent too many requests before it had the answer to the first. */
        TOO_FAR_AHEAD,
        /** The client went on sending when it had been told that the connection ends. */
        TOO_MUCH,
        /** The client has too many connections, or all clients together have. */
        TOO_MANY
    }

    CutConnections(MeterRegistry meters) {
        for (var reason : Reason.values()) {
            var name = reason.name().toLowerCase(Locale.ROOT);
            counters.put(reason, meters.counter("ordergate.http.cut", "reason", name));
        }
    }

    void count(Reason reason) {
        Objects.requireNonNull(counters.get(reason)).increment();
        log.debug("A connection was cut: {}", reason);
    }
}
