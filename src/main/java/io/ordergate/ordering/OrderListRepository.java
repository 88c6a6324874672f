package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Lists of orders in PostgreSQL. */
@Repository
class OrderListRepository {

    /** As in lists of users: rare words want the index of trigrams, common ones the newest orders. */
    private static final String PLAN_EACH = "select set_config('plan_cache_mode', 'force_custom_plan', true)";

    private final DatabaseClient database;
    private final OrderRows rows;
    private final QueryTimeout timeout;

    OrderListRepository(DatabaseClient database, OrderRows rows, QueryTimeout timeout) {
        this.database = database;
        this.rows = rows;
        this.timeout = timeout;
    }

    Mono<Page<Order>> find(OrderScope scope, OrderFilter filter, PageRequest request) {
        return new ListSql(scope, filter)
                .statement(database, request.after(), request.fetch())
                .map(rows::read)
                .all()
                .collectList()
                .transform(timeout::within)
                .map(found -> Page.of(found, request, order -> Cursor.of(order.id())));
    }

    Mono<List<Order>> find(OrderScope scope, OrderFilter filter, int skip, int limit) {
        return new ListSql(scope, filter)
                .statement(database, skip, limit)
                .map(rows::read)
                .all()
                .collectList()
                .transform(timeout::within);
    }

    /** To be called in a transaction, before a search in it. */
    Mono<Void> planEach() {
        return database.sql(PLAN_EACH).then().transform(timeout::within);
    }
}
