package io.ordergate.ordering;

import io.ordergate.web.security.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A change of an order as JSON shows it. Only staff see which account and which request made it. */
record OrderEventView(
        int version,
        String actor,
        @Nullable UUID actorId,
        @Nullable String from,
        String to,
        @Nullable String note,
        Instant at,
        @Nullable String requestId) {

    static OrderEventView of(OrderEvent event, Caller caller) {
        var from = event.from();
        var inside = caller.isStaff();
        return new OrderEventView(
                event.version(),
                event.actor(),
                inside ? event.actorId() : null,
                from == null ? null : from.id(),
                event.to().id(),
                event.note(),
                event.at(),
                inside && !event.requestId().isEmpty() ? event.requestId() : null);
    }
}
