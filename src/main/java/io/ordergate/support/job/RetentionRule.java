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
 * @param table the table, if it may have partitions: those whose rows are all over are dropped, and the statements delete what
 *     is left elsewhere
 */
public record RetentionRule(
        String name,
        List<Sql> statements,
        @Nullable Duration keep,
        @Nullable String table) {

    private static final Sql DROP =
            Sql.of("select dropped, more, late, slack from drop_partition(:table, :keep, :size)");

    /**
     * What was deleted.
     *
     * @param rows how many
     * @param partitions how many partitions were dropped
     * @param late how long the time of the oldest of them was over
     * @param isFull whether there may be more to delete
     */
    public record Deletion(long rows, int partitions, Duration late, boolean isFull) {

        static final Deletion NONE = new Deletion(0, 0, Duration.ZERO, false);

        private Deletion plus(Deletion other) {
            return new Deletion(
                    rows + other.rows,
                    partitions + other.partitions,
                    late.compareTo(other.late) > 0 ? late : other.late,
                    isFull || other.isFull);
        }
    }

    /** What became of the oldest partition, and how much longer rows stay in partitions than elsewhere. */
    private record Drop(Deletion deletion, Duration slack) {}

    /** Rows that the statement recognises by itself. */
    public RetentionRule(String name, Sql statement) {
        this(name, List.of(statement), null, null);
    }

    /** Rows that are kept for this time. */
    public RetentionRule(String name, Sql statement, Duration keep) {
        this(name, List.of(statement), keep, null);
    }

    /** Rows that are kept for this time, in a table that may have partitions. */
    public RetentionRule(String name, Sql statement, Duration keep, String table) {
        this(name, List.of(statement), keep, table);
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

    /** Deletes a batch, or drops a partition. Any number of nodes may ask at the same time. */
    public Mono<Deletion> deleteBatch(Db db, int size) {
        if (table == null || keep == null) {
            return deleteRows(db, size, Duration.ZERO);
        }
        var call = DROP.bind("table", table).bind("keep", keep.toSeconds()).bind("size", size);
        return db.jobs()
                .one(call, RetentionRule::drop)
                .flatMap(drop ->
                        drop.deletion().isFull() ? Mono.just(drop.deletion()) : deleteRows(db, size, drop.slack()));
    }

    private Mono<Deletion> deleteRows(Db db, int size, Duration slack) {
        return Flux.fromIterable(statements)
                .concatMap(statement -> db.jobs().one(call(statement, size, slack), row -> deletion(row, size)), 0)
                .takeUntil(Deletion::isFull)
                .reduce(Deletion.NONE, Deletion::plus);
    }

    private Sql.Call call(Sql statement, int size, Duration slack) {
        var call = statement.bind("size", size);
        return keep == null ? call : call.bind("keep", keep.plus(slack).toSeconds());
    }

    private static Deletion deletion(Readable row, int size) {
        var rows = value(row, "rows", Long.class);
        return new Deletion(rows, 0, Duration.ofSeconds(value(row, "late", Long.class)), rows >= size);
    }

    private static Drop drop(Readable row) {
        var late = Duration.ofSeconds(value(row, "late", Long.class));
        return new Drop(
                new Deletion(0, value(row, "dropped", Integer.class), late, value(row, "more", Boolean.class)),
                Duration.ofSeconds(value(row, "slack", Long.class)));
    }
}
