package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.support.database.Db;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import java.util.List;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Reads lists of orders. */
@Repository
class OrderListRepository {

    private final Db db;
    private final OrderRows rows;

    OrderListRepository(Db db, OrderRows rows) {
        this.db = db;
        this.rows = rows;
    }

    Mono<Page<Order>> find(OrderScope scope, OrderFilter filter, PageRequest request) {
        return db(scope)
                .list(new ListSql(scope, filter).call(request.after(), request.fetch()), rows::read)
                .map(found -> Page.of(found, request, order -> Cursor.of(order.id())));
    }

    Mono<List<Order>> find(OrderScope scope, OrderFilter filter, int skip, int limit) {
        return db(scope).list(new ListSql(scope, filter).call(skip, limit), rows::read);
    }

    /** What staff list may lag; customers see at once what they have just placed. */
    private Db db(OrderScope scope) {
        return scope.everybodys() ? db.replica() : db;
    }

    /**
     * Plans each search anew, in the transaction of the search: rare words need the index of trigrams, common words the
     * newest orders.
     */
    Mono<Void> planEach() {
        return db.planEach();
    }
}
