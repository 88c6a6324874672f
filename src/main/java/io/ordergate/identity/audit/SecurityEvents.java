package io.ordergate.identity.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.RequestLog;
import io.ordergate.support.Uncancellable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Writes security events into the table that admins read, and into the log. The line in the log comes first and does
 * not depend on the database. So an event that cannot be stored is still in the log and raises an alarm, and does not
 * turn a login that succeeded into an error: a full table would lock everybody out. A change of an account is stricter;
 * its statement stores the event itself ({@link SecurityEventSql}).
 */
@Service
public class SecurityEvents {

    private static final Logger log = LoggerFactory.getLogger("io.ordergate.security");

    private final SecurityEventRepository events;
    private final RepeatedFailures failures;
    private final MeterRegistry meters;

    SecurityEvents(SecurityEventRepository events, RepeatedFailures failures, MeterRegistry meters) {
        this.events = events;
        this.failures = failures;
        this.meters = meters;
    }

    /** Logs the event, then stores the event, whether or not the caller still waits. Never an error. */
    public Mono<Void> record(SecurityEvent event) {
        return log(event).then(Uncancellable.from(store(event)));
    }

    /** Logs an event that a statement of the caller has stored. */
    Mono<Void> log(SecurityEvent event) {
        return Mono.deferContextual(context -> {
            var level = levelOf(event);
            RequestLog.write(context, () -> line(level, event, event.type().id()));
            return Mono.empty();
        });
    }

    private Mono<Void> store(SecurityEvent event) {
        return Mono.deferContextual(context -> events.insert(event, RequestLog.requestId(context))
                .doOnError(error -> lost(event, error, context))
                .onErrorComplete());
    }

    private void lost(SecurityEvent event, Throwable error, ContextView context) {
        meters.counter("ordergate.security.events.lost").increment();
        var words = "NOT STORED (" + error.getClass().getSimpleName() + ") "
                + event.type().id();
        RequestLog.write(context, () -> line(Level.ERROR, event, words));
    }

    private Level levelOf(SecurityEvent event) {
        return switch (event.type()) {
            case REFRESH_TOKEN_REUSED, PASSKEY_CLONED -> Level.WARN;
            case LOGIN_FAILED, SECOND_FACTOR_FAILED -> failures.isRepeated(event) ? Level.WARN : Level.INFO;
            default -> Level.INFO;
        };
    }

    /** Writes a line with the names of ECS, which the structured log uses. */
    private static void line(Level level, SecurityEvent event, String words) {
        var line = log.atLevel(level).addKeyValue("event.action", event.type().id());
        line = line.addKeyValue("source.address", event.address());
        if (event.actorId() != null) {
            line = line.addKeyValue("user.id", event.actorId());
        }
        if (event.subjectId() != null) {
            line = line.addKeyValue("user.target.id", event.subjectId());
        }
        if (!event.detail().isEmpty()) {
            line = line.addKeyValue("labels", event.detail());
        }
        line.log("{}: account {}, by {}, from {}", words, event.subjectId(), event.actorId(), event.address());
    }
}
