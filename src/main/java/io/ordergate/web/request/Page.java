package io.ordergate.web.request;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Some items of a list, and how to get the next.
 *
 * @param nextCursor for {@code cursor} of the next request; null on the last page
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    /** A page of rows that were read with {@link PageRequest#fetch}, in the order of their cursors. */
    public static <T> Page<T> of(List<T> rows, PageRequest request, Function<T, Cursor> cursor) {
        if (rows.size() <= request.limit()) {
            return new Page<>(rows, null);
        }
        var items = rows.subList(0, request.limit());
        return new Page<>(items, cursor.apply(items.get(items.size() - 1)).word());
    }

    /** The same page, its items shown in another way. */
    public <V> Page<V> map(Function<T, V> view) {
        return new Page<>(items.stream().map(view).toList(), nextCursor);
    }
}
