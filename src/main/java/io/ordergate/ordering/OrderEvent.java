package io.ordergate.ordering;

import io.ordergate.ordering.model.OrderStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of an order.
 *
 * @param actor {@code customer}, {@code vendor}, {@code admin} or {@code system}
 * @param from the status before; null for the first event, and the same as {@code to} when something else was changed
 */
record OrderEvent(
        int version,
        String actor,
        @Nullable UUID actorId,
        @Nullable OrderStatus from,
        OrderStatus to,
        @Nullable String note,
        Instant at,
        String requestId) {}
