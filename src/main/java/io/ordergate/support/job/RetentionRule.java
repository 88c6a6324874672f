package io.ordergate.support.job;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Rows that a feature keeps for a while and then deletes.
 *
 * @param name what they are, in the log and in meters, such as {@code wrong-guesses}
 * @param statements delete what is over, {@code :size} rows at most and the oldest first, and pass over rows that somebody else has
 *     locked: the second what the first leaves, when that has found less. Each is made by {@link #counted}
 * @param keep the {@code :keep} of the statements, in seconds; null for rows that they recognise by themselves
 */
public record RetentionRule(
        String name, List<Sql> statements, @Nullable Duration keep) {

    /**
     * What was deleted.
     *
     * @param rows how many
     * @param late how long the time of the oldest of them was over
     */
    public record Deletion(long rows, Duration late) {

        static final Deletion NONE = new Deletion(0, Duration.ZERO);

        private Deletion plus(Deletion other) {
            return new Deletion(rows + other.rows, late.compareTo(other.late) > 0 ? late : other.late);
        }
    }

    /** Rows that the statement recognises by itself. */
    public RetentionRule(String name, Sql statement) {
        this(name, List.of(statement), null);
    }

    /** Rows that are kept for this time. */
    public RetentionRule(String name, Sql statement, Duration keep) {
        this(name, List.of(statement), keep);
    }

    /**
     * The text of a statement that deletes and says what it has deleted. Rows are deleted by their primary key: the place of a row
     * in a table (ctid) is in each partition another row's, too.
     *
     * @param expressions of its {@code with}; the one named {@code gone} deletes, and returns as {@code over_since} when the time of
     *     a row was over
     */
    public static String counted(String expressions) {
        return Sql.fragment("""
                with {expressions}
                select count(*) as rows,
                       coalesce(greatest(extract(epoch from now() - min(over_since)), 0), 0)::bigint as late
                  from gone""", Map.of("expressions", expressions));
    }

    /** Deletes a batch; fewer rows than its size mean that there is nothing left to do now. Any number of nodes may ask at the same time. */
    public Mono<Deletion> deleteBatch(Db db, int size) {
        return Flux.fromIterable(statements)
                .concatMap(statement -> db.jobs().one(call(statement, size), RetentionRule::deletion), 0)
                .takeUntil(deleted -> deleted.rows() >= size)
                .reduce(Deletion.NONE, Deletion::plus);
    }

    private Sql.Call call(Sql statement, int size) {
        var call = statement.bind("size", size);
        return keep == null ? call : call.bind("keep", keep.toSeconds());
    }

    private static Deletion deletion(Readable row) {
        return new Deletion(value(row, "rows", Long.class), Duration.ofSeconds(value(row, "late", Long.class)));
    }
}
