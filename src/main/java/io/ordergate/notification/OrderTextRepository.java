package io.ordergate.notification;

import static io.ordergate.support.Rows.value;

import io.ordergate.support.QueryTimeout;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Which orders' customers were told what, and who may be told at all. */
@Repository
class OrderTextRepository {

    private static final String WAS_SENT =
            "select exists(select from order_texts where order_id = :order_id and news = :news) as sent";

    private static final String SENT =
            "insert into order_texts (order_id, news) values (:order_id, :news) on conflict do nothing";

    /** A guest's phone was proven by a code; an account may give any number, only its own one is proven. */
    private static final String IS_PROVEN = """
            select exists(
              select from orders o
               where o.id = :order_id
                 and (o.customer_id is null
                      or exists(select from users u where u.id = o.customer_id and u.phone = o.phone))) as proven""";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    OrderTextRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    Mono<Boolean> wasSent(UUID orderId, OrderNews news) {
        return database.sql(WAS_SENT)
                .bind("order_id", orderId)
                .bind("news", news.id())
                .map(row -> value(row, "sent", Boolean.class))
                .one()
                .transform(timeout::within);
    }

    Mono<Void> sent(UUID orderId, OrderNews news) {
        return database.sql(SENT)
                .bind("order_id", orderId)
                .bind("news", news.id())
                .then()
                .transform(timeout::within);
    }

    /** Whether somebody has proven to hold the phone of this order. */
    Mono<Boolean> isProven(UUID orderId) {
        return database.sql(IS_PROVEN)
                .bind("order_id", orderId)
                .map(row -> value(row, "proven", Boolean.class))
                .one()
                .transform(timeout::within);
    }
}
