package io.ordergate.ordering;

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
}
