package io.ordergate.ordering.live;

import io.ordergate.support.Failure;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in the sequence of all events: transactions in the order in which they got their ids, then the events of each.
 * What stands before the oldest transaction under way is final: nothing will ever be put in between.
 */
record Position(long transaction, long event) {

    private static final Pattern WORD = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /** What a client sends back that was given {@link #word}. Errors: {@code invalid-request}. */
    static @Nullable Position parse(@Nullable String word) {
        if (word == null || word.isEmpty()) {
            return null;
        }
        var parts = WORD.matcher(word);
        if (!parts.matches()) {
            throw Failure.field("Last-Event-ID", "is not the id of an event of this stream");
        }
        return new Position(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    String word() {
        return transaction + "-" + event;
    }
}
