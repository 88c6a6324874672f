package io.ordergate.ordering;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.RequestLog;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Brings many orders one step further, with history and messages, in one statement that waits for nobody. */
@Repository
class FulfilmentRepository {

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
            {record}
            select count(*) as moved from changed""", Map.of("record", ChangeSql.RECORD));

    private final Db db;

    FulfilmentRepository(Db db) {
        this.db = db;
    }

    /**
     * The number of orders that had not changed for so long and were brought further: less than a batch when there are
     * no more.
     */
    Mono<Long> step(OrderStatus source, OrderStatus target, Duration age, int batch) {
        return Mono.deferContextual(context -> db.jobs()
                .one(
                        call(source, target, age, batch, RequestLog.requestId(context)),
                        row -> value(row, "moved", Long.class)));
    }

    private static Sql.Call call(OrderStatus source, OrderStatus target, Duration age, int batch, String requestId) {
        var call = STEP.call()
                .bind("source", source.id())
                .bind("target", target.id())
                .bind("age", age.toSeconds())
                .bind("batch", batch)
                .bind("note", null, String.class);
        return Actor.SYSTEM.bind(call, requestId);
    }
}
