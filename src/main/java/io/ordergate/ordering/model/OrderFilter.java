package io.ordergate.ordering.model;

import io.ordergate.support.Failure;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which orders are wanted; what is null does not matter.
 *
 * @param text a pattern for {@code like}: a part of the number, of the customer's name or of a title
 * @param from the first moment of placing
 * @param to the moment after the last
 */
public record OrderFilter(
        @Nullable OrderStatus status,
        @Nullable PhoneNumber phone,
        @Nullable Sensitive text,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** The filter that lets every order through. */
    public static final OrderFilter ALL = new OrderFilter(null, null, null, null, null);

    private static final Pattern WILDCARD = Pattern.compile("[\\\\%_]");
    private static final int LEAST = 3;
    private static final int MOST = 100;

    /**
     * The pattern for a typed text; null for none. Fewer than three characters make no trigram, and could only be found
     * by looking at every order. Errors: {@code invalid-request} that names {@code q}.
     */
    public static @Nullable Sensitive pattern(@Nullable String typed) {
        if (typed == null) {
            return null;
        }
        var length = typed.codePointCount(0, typed.length());
        if (length < LEAST || length > MOST) {
            throw Failure.field("q", "must have 3 to 100 characters");
        }
        if (typed.chars().anyMatch(Character::isISOControl)) {
            throw Failure.field("q", "must not contain control characters");
        }
        return Sensitive.of("%" + WILDCARD.matcher(typed).replaceAll("\\\\$0") + "%");
    }
}
