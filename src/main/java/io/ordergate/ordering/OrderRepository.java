package io.ordergate.ordering;

import static io.ordergate.support.Rows.value;

import io.ordergate.support.QueryTimeout;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Orders in PostgreSQL. */
@Repository
class OrderRepository {

    private static final String SELECT = """
            select %s,
                   (select json_agg(json_build_object('position', i.position, 'product_id', i.product_id,
                                                      'title', i.title, 'unit_price_minor', i.unit_price_minor,
                                                      'quantity', i.quantity) order by i.position)::text
                      from order_items i where i.order_id = p.id) as items
              from orders p""".formatted(OrderRows.COLUMNS);

    private static final String BY_ID_AND_PHONE = SELECT + " where p.id = :id and p.phone = :phone";
    private static final String BY_ID = SELECT + " where p.id = :id";
    private static final String BY_CHALLENGE = SELECT + " where p.challenge_id = :challenge_id";

    private static final String OPEN = """
            select exists(select from orders
                           where phone = :phone and status not in ('delivered', 'completed', 'cancelled')) as open""";

    /** A new version, so that nobody goes on showing an old one; its times stay those of the order's own life. */
    private static final String ERASE = """
            with erased as (
              update orders
                 set phone = null, customer_name = null, address = null, note = null, version = version + 1
               where phone = :phone
              returning id, version, status)
            insert into order_events (order_id, version, actor, from_status, to_status, note)
            select id, version, 'customer', status, status, 'personal data erased' from erased""";

    private final DatabaseClient database;
    private final OrderRows rows;
    private final QueryTimeout timeout;

    OrderRepository(DatabaseClient database, OrderRows rows, QueryTimeout timeout) {
        this.database = database;
        this.rows = rows;
        this.timeout = timeout;
    }

    Mono<Order> findByIdAndPhone(UUID id, String phone) {
        return database.sql(BY_ID_AND_PHONE)
                .bind("id", id)
                .bind("phone", phone)
                .map(rows::read)
                .one()
                .transform(timeout::within);
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

    /** Whether an order of the phone is still on its way. */
    Mono<Boolean> isOpen(String phone) {
        return database.sql(OPEN)
                .bind("phone", phone)
                .map(row -> value(row, "open", Boolean.class))
                .one()
                .transform(timeout::within);
    }

    /** Takes phone, name, address and note out of every order of the phone. */
    Mono<Void> erase(String phone) {
        return database.sql(ERASE).bind("phone", phone).then().transform(timeout::within);
    }
}
