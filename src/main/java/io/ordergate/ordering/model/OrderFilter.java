package io.ordergate.ordering.model;

import io.ordergate.support.database.Search;
import io.ordergate.support.phone.PhoneNumber;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which orders are wanted; what is null does not matter.
 *
 * @param text a part of the number, of the customer's name or of a title
 * @param from the first moment of placing
 * @param to the moment after the last
 */
public record OrderFilter(
        @Nullable OrderStatus status,
        @Nullable PhoneNumber phone,
        @Nullable Search text,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** The filter that lets every order through. */
    public static final OrderFilter ALL = new OrderFilter(null, null, null, null, null);
}
