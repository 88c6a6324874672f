package io.ordergate.support.database;

import io.ordergate.support.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A text that somebody looks for in the column {@code search} of a table, which has an index of trigrams, and the SQL that finds
 * the newest rows with it. Two characters make no trigram in the middle of a word, but do at its beginning: so they are looked
 * for there only.
 */
public final class Search {

    private static final Pattern WILDCARD = Pattern.compile("[\\\\%_]");
    private static final int LEAST = 2;
    private static final int MOST = 100;

    /** The newest rows, which are read before the index is asked: a frequent word fills a page from them. */
    static final int NEWEST = 5_000;

    /** From so many rows in the index on, a word is frequent enough to be looked for from the newest row to the oldest. */
    static final int FREQUENT = 10_000;

    private static final String IDS = """
            with newest as materialized (
              select {r}.id, {r}.search from {table} {r} where {r}.id < :before{conditions}
               order by {r}.id desc limit {newest}),
            near as materialized (
              select {r}.id from newest {r} where {matches} order by {r}.id desc limit {limit}),
            found as materialized (
              select {r}.id, {r}.id < :before{conditions} as wanted from {table} {r}
               where {matches} and (select count(*) from near) < {limit} and (select count(*) from newest) = {newest}
               limit {frequent}),
            far as materialized (
              select {r}.id from {table} {r}
               where (select count(*) from found) = {frequent}
                 and {r}.id < (select n.id from newest n order by n.id limit 1){conditions} and {scanned}
               order by {r}.id desc limit {limit})
            select u.id
              from (select n.id from near n
                    union
                    select f.id from found f where f.wanted and (select count(*) from found) < {frequent}
                    union
                    select f.id from far f) as u
             order by u.id desc limit {limit}""";

    private final List<String> patterns;

    private Search(List<String> patterns) {
        this.patterns = patterns;
    }

    /** A search for a typed text. Errors: {@code invalid-request} that names {@code q}. */
    public static Search of(@Nullable String typed) {
        var length = typed == null ? 0 : typed.codePointCount(0, typed.length());
        if (typed == null || length < LEAST || length > MOST) {
            throw Failure.field("q", "must have 2 to 100 characters");
        }
        if (typed.chars().anyMatch(Character::isISOControl)) {
            throw Failure.field("q", "must not contain control characters");
        }
        var text = WILDCARD.matcher(typed).replaceAll("\\\\$0");
        return new Search(length == LEAST ? List.of(text + "%", "% " + text + "%") : List.of("%" + text + "%"));
    }

    /** A search for this one's text or the other's. */
    public Search or(Search other) {
        var all = new ArrayList<>(patterns);
        all.addAll(other.patterns);
        return new Search(all.stream().distinct().toList());
    }

    /** The condition of a row; {@code words} is its text. */
    public String matches(String words) {
        return IntStream.rangeClosed(1, patterns.size())
                .mapToObj(number -> words + " like lower(:like_" + number + ")")
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    /** The values of {@link #matches}. */
    public Map<String, Object> values() {
        var values = new LinkedHashMap<String, Object>();
        patterns.forEach(pattern -> values.put("like_" + (values.size() + 1), pattern));
        return values;
    }

    /**
     * The ids of the newest rows, newest first. PostgreSQL decides while it runs: first it looks through the newest rows; if
     * those are not enough, it asks the index of trigrams; and if that knows too many rows, it goes on from the newest ones. The
     * planner would have to guess how frequent the word is, and reads the whole table where it is wrong.
     *
     * @param alias the name that the conditions have for a row
     * @param conditions further ones, each with a leading "and"
     * @param limit the parameter that limits the rows; the parameter {@code before} is an id above theirs
     */
    public String newest(String table, String alias, String conditions, String limit) {
        return Sql.fragment(
                IDS,
                Map.of(
                        "table",
                        table,
                        "r",
                        alias,
                        "conditions",
                        conditions,
                        "matches",
                        matches(alias + ".search"),
                        "scanned",
                        matches(alias + ".search || ''"),
                        "newest",
                        String.valueOf(NEWEST),
                        "frequent",
                        String.valueOf(FREQUENT),
                        "limit",
                        ":" + limit));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Search search && search.patterns.equals(patterns);
    }

    @Override
    public int hashCode() {
        return patterns.hashCode();
    }

    /** Without the text, which may be a customer's name. */
    @Override
    public String toString() {
        return "Search[hidden]";
    }
}
