package io.ordergate.ordering;

import io.ordergate.ordering.model.Fulfilment;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderDraft;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.ordering.model.OutOfStock;
import io.ordergate.ordering.model.PlacementSql;
import io.ordergate.outbox.OutboxSql;
import io.ordergate.outbox.Topic;
import io.ordergate.support.RequestLog;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.security.Caller;
import io.r2dbc.postgresql.codec.Json;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Places orders of people who are signed in: order, items, history and message in one statement. */
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
                    OutboxSql.append(Topic.ORDER_PLACED, "news"),
                    "columns",
                    PlacementSql.COLUMNS));

    private final Db db;
    private final OrderRows rows;

    OrderPlacementRepository(Db db, OrderRows rows) {
        this.db = db;
        this.rows = rows;
    }

    /** Empty when another order has the number. Errors: {@code out-of-stock}. */
    Mono<Order> place(OrderDraft draft, Fulfilment fulfilment, Caller caller, PlacementSql.Names names) {
        var phone = draft.phone();
        var account = caller.account();
        var call = PlacementSql.bind(PLACE.call(), names)
                .bind("phone", phone == null ? null : phone.e164(), String.class)
                .bind("payload", Json.of(rows.payload(draft)))
                .bind("fulfilment", fulfilment.id())
                .bind("customer_id", account == null ? null : account.id(), UUID.class);
        return Mono.deferContextual(
                        context -> db.one(Actor.of(caller).bind(call, RequestLog.requestId(context)), rows::read))
                .onErrorMap(OutOfStock::explained);
    }
}
