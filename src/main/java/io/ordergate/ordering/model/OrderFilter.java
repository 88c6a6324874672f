package io.ordergate.ordering.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which orders are wanted; what is null does not matter.
 *
 * @param phone E.164
 * @param text a part of the number, the customer's name or a title
 * @param from the first moment of placing
 * @param to the moment after the last
 */
public record OrderFilter(
        @Nullable OrderStatus status,
        @Nullable String phone,
        @Nullable SearchText text,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** All of them. */
    public static final OrderFilter ALL = new OrderFilter(null, null, null, null, null);

    @Override
    public String toString() {
        return "OrderFilter[hidden]";
    }
}
