package io.ordergate.ordering.live;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of some order, ready to be shown to whoever may see that order.
 *
 * @param data its JSON, written once for all who get it
 */
record OrderNews(
        Position position,
        @Nullable UUID customerId,
        @Nullable String phone,
        boolean placed,
        String data) {

    /** What follows in the sequence of all events. */
    record Batch(List<OrderNews> events, Position end, boolean waiting) {}

    /** An event as JSON shows it. */
    record View(
            UUID orderId,
            String orderNumber,
            int version,
            @Nullable String from,
            String to,
            String actor,
            Instant at) {}

    @Override
    public String toString() {
        return "OrderNews[" + position.word() + "]";
    }
}
