package io.ordergate.web;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Which page of a list is wanted.
 *
 * @param after where the page before this one ended; null for the first page
 */
public record PageRequest(int limit, @Nullable Cursor after) {

    static final int USUAL = 50;
    static final int MOST = 100;

    /** What the query says in {@code limit} and {@code cursor}. Errors: {@code invalid-request}. */
    public static PageRequest of(ServerRequest request) {
        var query = QueryParameters.of(request);
        var word = query.text(Cursor.PARAMETER);
        return new PageRequest(query.number("limit", USUAL, 1, MOST), word == null ? null : Cursor.parse(word));
    }

    /** How many rows to read: one more than the page holds tells whether another page follows. */
    public int fetch() {
        return limit + 1;
    }
}
