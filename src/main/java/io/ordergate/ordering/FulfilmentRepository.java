package io.ordergate.ordering;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.RequestLog;
import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.database.Sql;
import java.time.Duration;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Moves many orders one step on, with history and messages, in one statement that waits for nobody. */
@Repository
public class FulfilmentRepository {

    private static final Sql STEP = Sql.of("""
            with due as materialized (
              select id from orders
               where fulfilment = 'automatic' and status = :source and status in ('pending', 'processing')
                 and updated_at <= clock_timestamp() - :age * interval '1 second'
               order by id limit :batch for no key update skip locked),
            changed as (
              update orders p
                 set status = :target, version = p.version + 1, updated_at = clock_timestamp()
               where p.id = any (array(select id from due))
              returning p.*, :source::text as source),
            %s
            select count(*) as moved from changed""".formatted(ChangeSql.TELL));

    private final JobSql database;
    private final QueryTimeout timeout;

    FulfilmentRepository(JobSql database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    /** How many orders were moved that had not changed for so long: fewer than a batch when there are no more. */
    public Mono<Long> step(OrderStatus source, OrderStatus target, Duration age, int batch) {
        return Mono.deferContextual(
                context -> database.sql(call(source, target, age, batch, RequestLog.requestId(context)))
                        .map(row -> value(row, "moved", Long.class))
                        .one()
                        .transform(timeout::within));
    }

    private static Sql.Call call(OrderStatus source, OrderStatus target, Duration age, int batch, String requestId) {
        var call = STEP.call()
                .bind("source", source.id())
                .bind("target", target.id())
                .bind("age", age.toSeconds())
                .bind("batch", batch)
                .bind("note", Binds.orNull(null, String.class));
        return Actor.SYSTEM.bind(call, requestId);
    }
}
