package io.ordergate.ordering.live;

import io.ordergate.support.Failure;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position in the sequence of all events: transactions in the order of their ids, then the events of each. Events
 * before the oldest open transaction are final: nothing will ever be put in between.
 */
record StreamPosition(long transaction, long event) {

    private static final Pattern WORD = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /** The position that a client got as {@link #word} and sends back. Errors: {@code invalid-request}. */
    static @Nullable StreamPosition parse(@Nullable String word) {
        if (word == null || word.isEmpty()) {
            return null;
        }
        var parts = WORD.matcher(word);
        if (!parts.matches()) {
            throw Failure.field("Last-Event-ID", "is not the id of an event of this stream");
        }
        return new StreamPosition(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    String word() {
        return transaction + "-" + event;
    }
}
