package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
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
        var call = new ListSql(scope, filter).call(request.after(), request.fetch());
        return list(scope, filter, call).map(found -> Page.of(found, request, order -> Cursor.of(order.id())));
    }

    Mono<List<Order>> find(OrderScope scope, OrderFilter filter, int skip, int limit) {
        return list(scope, filter, new ListSql(scope, filter).call(skip, limit));
    }

    /** What staff list may lag; customers see at once what they have just placed. */
    private Mono<List<Order>> list(OrderScope scope, OrderFilter filter, Sql.Call call) {
        var source = scope.everybodys() ? db.replica() : db;
        return filter.text() == null ? source.list(call, rows::read) : source.search(call, rows::read);
    }
}
