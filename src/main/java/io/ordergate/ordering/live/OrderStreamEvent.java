package io.ordergate.ordering.live;

import io.ordergate.support.phone.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of an order, ready to be sent to those who may see the order.
 *
 * @param data the JSON of the event, written once for all who get it
 */
record OrderStreamEvent(
        StreamPosition position,
        @Nullable UUID customerId,
        @Nullable PhoneNumber phone,
        boolean placed,
        String data) {

    /**
     * The next events in the sequence of all.
     *
     * @param end the position of the last event
     * @param waiting whether there are committed events behind it that are not final yet
     */
    record Batch(List<OrderStreamEvent> events, StreamPosition end, boolean waiting) {}

    /** The event as JSON shows it. */
    record View(
            UUID orderId,
            String orderNumber,
            int version,
            @Nullable String from,
            String to,
            String actor,
            String priceSource,
            @Nullable String note,
            Instant at) {}
}
