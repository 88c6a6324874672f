package io.ordergate.identity;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Writes security events: into the table that admins read, and into the log. */
@Component
class SecurityEvents {

    private final SecurityEventRepository events;

    SecurityEvents(SecurityEventRepository events) {
        this.events = events;
    }

    /** Completes when the event is stored. */
    Mono<Void> record(SecurityEvent event) {
        return events.insert(event);
    }
}
