package io.ordergate.support.job;

import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** What is over and goes by one statement, whose {@code :size} is the most rows that it may delete. */
public abstract class ExpiredSql implements Expired {

    private final JobSql database;
    private final QueryTimeout timeout;
    private final String name;
    private final String delete;
    private final Supplier<Map<String, ?>> values;

    /** Rows that the statement recognises by itself. */
    protected ExpiredSql(JobSql database, QueryTimeout timeout, String name, String delete) {
        this(database, timeout, name, delete, Map::of);
    }

    /** Rows that are kept for a time, the statement's {@code :keep}, in seconds. */
    protected ExpiredSql(JobSql database, QueryTimeout timeout, String name, String delete, Duration keep) {
        this(database, timeout, name, delete, () -> Map.of("keep", keep.toSeconds()));
    }

    /** Rows that the statement recognises by values of its own, asked for at each batch. */
    protected ExpiredSql(
            JobSql database, QueryTimeout timeout, String name, String delete, Supplier<Map<String, ?>> values) {
        this.database = database;
        this.timeout = timeout;
        this.name = name;
        this.delete = delete;
        this.values = values;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Mono<Long> deleteBatch(int size) {
        return Mono.defer(() -> database.sql(delete)
                .bindValues(values.get())
                .bind("size", size)
                .fetch()
                .rowsUpdated()
                .transform(timeout::within));
    }
}
