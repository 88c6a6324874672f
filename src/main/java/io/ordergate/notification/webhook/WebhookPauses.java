package io.ordergate.notification.webhook;

import io.ordergate.support.secret.Sensitive;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Pauses that endpoints have asked this node for, for all their messages. A new URL has no pause. */
@Component
class WebhookPauses {

    private final Map<UUID, Pause> pauses = new ConcurrentHashMap<>();
    private final Clock clock;

    private record Pause(Sensitive url, Instant until) {}

    WebhookPauses(Clock clock) {
        this.clock = clock;
    }

    void record(WebhookEndpoint endpoint, WebhookAnswer answer) {
        var now = clock.instant();
        pauses.values().removeIf(pause -> !now.isBefore(pause.until()));
        if (!answer.pause().isZero()) {
            pauses.put(endpoint.id(), new Pause(endpoint.url(), now.plus(answer.pause())));
        }
    }

    boolean isPaused(WebhookEndpoint endpoint) {
        var pause = pauses.get(endpoint.id());
        return pause != null
                && pause.url().equals(endpoint.url())
                && clock.instant().isBefore(pause.until());
    }
}
