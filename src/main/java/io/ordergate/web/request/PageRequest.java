package io.ordergate.web.request;

import java.util.HashSet;
import java.util.List;
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

    private static final String LIMIT = "limit";

    /**
     * What the query says in {@code limit} and {@code cursor}. Errors: {@code invalid-request}, for parameters that the list
     * does not know, too.
     *
     * @param filters the other parameters that the list knows
     */
    public static PageRequest of(ServerRequest request, String... filters) {
        var known = new HashSet<>(List.of(filters));
        known.addAll(List.of(LIMIT, Cursor.PARAMETER));
        var query = QueryParameters.of(request, known);
        var word = query.text(Cursor.PARAMETER);
        return new PageRequest(query.number(LIMIT, USUAL, 1, MOST), word == null ? null : Cursor.parse(word));
    }

    /** How many rows to read: one more than the page holds tells whether another page follows. */
    public int fetch() {
        return limit + 1;
    }
}
