package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.ordering.model.Placement;
import io.ordergate.ordering.model.PlacementSql;
import io.ordergate.outbox.OutboxSql;
import io.ordergate.support.RequestLog;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.security.Caller;
import io.r2dbc.postgresql.codec.Json;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Orders of people who are signed in: order, items, history and message in one statement. */
@Repository
class OrderPlacementRepository {

    private static final Sql PLACE = Sql.of(
            """
            with attempt as (select :phone::text as phone, :payload::jsonb as payload),
            {signed_in},
            {event}
            select {columns} from placed p cross join attempt a""",
            Map.of(
                    "signed_in",
                    PlacementSql.SIGNED_IN,
                    "event",
                    OutboxSql.append("order.placed", "news"),
                    "columns",
                    PlacementSql.COLUMNS));

    private final Db db;
    private final OrderRows rows;

    OrderPlacementRepository(Db db, OrderRows rows) {
        this.db = db;
        this.rows = rows;
    }

    /** Empty when another order has the number. */
    Mono<Order> place(NewOrder order, Placement placement) {
        return Mono.deferContextual(
                context -> db.one(call(order, placement, RequestLog.requestId(context)), rows::read));
    }

    private static Sql.Call call(NewOrder order, Placement placement, String requestId) {
        var call = PlacementSql.bind(PLACE.call(), placement)
                .bind("phone", order.phone(), String.class)
                .bind("payload", Json.of(order.payload()))
                .bind("fulfilment", order.fulfilment().id())
                .bind("customer_id", customer(order.caller()), UUID.class);
        return Actor.of(order.caller()).bind(call, requestId);
    }

    private static @org.jspecify.annotations.Nullable UUID customer(Caller caller) {
        var account = caller.account();
        return account == null ? null : account.id();
    }
}
