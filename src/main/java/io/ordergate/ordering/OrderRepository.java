package io.ordergate.ordering;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.web.idempotency.IdempotencySql;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Orders in PostgreSQL. */
@Repository
class OrderRepository {

    private static final String SELECT = "select " + OrderRows.COLUMNS + ", " + OrderRows.ITEMS + " from orders p";

    private static final String BY_ID = SELECT + " where p.id = :id";
    private static final String BY_CHALLENGE = SELECT + " where p.challenge_id = :challenge_id";

    private static final String OPEN = """
            select exists(select from orders
                           where (phone = :phone or customer_id = :customer_id)
                             and status not in ('delivered', 'completed', 'cancelled')) as open""";

    /** A new version, so that nobody goes on showing an old one; its times stay those of the order's own life. */
    private static final String ERASE = """
            with erased as (
              update orders o
                 set phone = null, customer_name = null, address = null, note = null, version = version + 1,
                     search = lower(concat_ws(' ', o.number, (select string_agg(i.title, ' ' order by i.position)
                                                                from order_items i where i.order_id = o.id)))
               where phone = :phone or customer_id = :customer_id
              returning id, version, status),
            %s
            insert into order_events (order_id, version, actor, actor_id, from_status, to_status, note)
            select id, version, 'customer', :customer_id, status, status, 'personal data erased' from erased""".formatted(IdempotencySql.forget("erased"));

    private final DatabaseClient database;
    private final OrderRows rows;
    private final QueryTimeout timeout;

    OrderRepository(DatabaseClient database, OrderRows rows, QueryTimeout timeout) {
        this.database = database;
        this.rows = rows;
        this.timeout = timeout;
    }

    Mono<Order> findById(UUID id) {
        return database.sql(BY_ID).bind("id", id).map(rows::read).one().transform(timeout::within);
    }

    Mono<Order> findByChallenge(UUID challengeId) {
        return database.sql(BY_CHALLENGE)
                .bind("challenge_id", challengeId)
                .map(rows::read)
                .one()
                .transform(timeout::within);
    }

    /** Whether an order of the account or of its phone is still on its way. */
    Mono<Boolean> isOpen(UUID customerId, @Nullable String phone) {
        return database.sql(OPEN)
                .bind("phone", Binds.orNull(phone, String.class))
                .bind("customer_id", customerId)
                .map(row -> value(row, "open", Boolean.class))
                .one()
                .transform(timeout::within);
    }

    /** Takes phone, name, address and note out of every order of the account and of its phone. */
    Mono<Void> erase(UUID customerId, @Nullable String phone) {
        return database.sql(ERASE)
                .bind("phone", Binds.orNull(phone, String.class))
                .bind("customer_id", customerId)
                .then()
                .transform(timeout::within);
    }
}
