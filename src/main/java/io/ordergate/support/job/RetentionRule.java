package io.ordergate.support.job;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Rows that a feature keeps for a while and then deletes.
 *
 * @param name what they are, in the log and in meters, such as {@code wrong-guesses}
 * @param statements delete what is over, {@code :size} rows at most, and pass over rows that somebody else has locked: the
 *     second what the first leaves, when that has found less
 * @param keep the {@code :keep} of the statements, in seconds; null for rows that they recognise by themselves
 */
public record RetentionRule(
        String name, List<Sql> statements, @Nullable Duration keep) {

    /** Rows that the statement recognises by itself. */
    public RetentionRule(String name, Sql statement) {
        this(name, List.of(statement), null);
    }

    /** Rows that are kept for this time. */
    public RetentionRule(String name, Sql statement, Duration keep) {
        this(name, List.of(statement), keep);
    }

    /** Deletes a batch; fewer rows than its size mean that there is nothing left to do now. Any number of nodes may ask at the same time. */
    public Mono<Long> deleteBatch(Db db, int size) {
        return Flux.fromIterable(statements)
                .concatMap(statement -> db.jobs().update(call(statement, size)), 0)
                .takeUntil(rows -> rows >= size)
                .reduce(0L, Long::sum);
    }

    private Sql.Call call(Sql statement, int size) {
        var call = statement.bind("size", size);
        return keep == null ? call : call.bind("keep", keep.toSeconds());
    }
}
