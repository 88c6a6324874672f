package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.Order.PriceSource;
import io.ordergate.ordering.model.OrderDraft;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.ordering.model.OutOfStock;
import io.ordergate.ordering.model.PlacementSql;
import io.ordergate.support.RequestLog;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.secret.Sensitive;
import io.r2dbc.postgresql.codec.Json;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Changes of one order. Each is one statement that compares and sets the version, so that it changes the order that was
 * read or nothing, and the status before that the history names is the true one.
 */
@Repository
class OrderChangeRepository {

    private static final Sql TRANSITION =
            Sql.of("""
            with changed as (
              update orders p
                 set status = :target, status_reason = :reason::text, carrier = :carrier::text,
                     tracking_number = :tracking_number::text, tracking_url = :tracking_url::text, version = p.version + 1, updated_at = clock_timestamp()
               where p.id = :id and p.version = :version
              returning p.*, :source::text as source, case when :stocked then move_stock(p.id, '[]') end as products),
            given_back as (
              update order_items i set from_stock = null
                from changed c
               where :stocked and i.order_id = c.id and i.from_stock is not null),
            {record}
            select {columns}, {items} from changed p""", Map.of("record", ChangeSql.RECORD, "columns", OrderRows.COLUMNS, "items", OrderRows.ITEMS));

    /** Overwrites lines by position and deletes those left over: no line is touched twice. */
    private static final Sql REWRITE = Sql.of(
            """
            with wanted as (select :phone::text as phone, :payload::jsonb as payload),
            changed as (
              update orders p
                 set phone = a.phone, customer_name = o.customer_name, address = o.address,
                     payment_method = o.payment_method, currency = o.currency, total_minor = o.total_minor,
                     price_source = o.price_source, payment_status = {paid}, note = o.note, search = {search},
                     version = p.version + 1, updated_at = clock_timestamp()
                from wanted a,
                     jsonb_to_record(a.payload -> 'order')
                       as o (customer_name text, address text, payment_method text, currency text, total_minor bigint,
                             price_source text, note text)
               where p.id = :id and p.version = :version and (p.payment_status = 'pending' or p.total_minor = 0)
              returning p.*, :source::text as source, a.payload,
                        case when :stocked
                             then move_stock(p.id, case when p.price_source = 'list' then a.payload -> 'items' else '[]' end)
                         end as products),
            lines as (
              insert into order_items as l (order_id, position, kind, product_id, title, unit_price_minor, quantity, from_stock)
              select t.id, i.position, i.kind, i.product_id, i.title, i.unit_price_minor, i.quantity, {from_stock}
                from changed t,
                     jsonb_to_recordset(t.payload -> 'items')
                       as i (position int, kind text, product_id text, title text, unit_price_minor bigint, quantity int)
              on conflict (order_id, position) do update
                 set kind = excluded.kind, product_id = excluded.product_id, title = excluded.title,
                     unit_price_minor = excluded.unit_price_minor, quantity = excluded.quantity,
                     from_stock = excluded.from_stock),
            left_over as (
              delete from order_items l using changed c
               where l.order_id = c.id and l.position >= jsonb_array_length(c.payload -> 'items')),
            {record}
            select {columns}, p.payload ->> 'items' as items from changed p""",
            Map.of(
                    "search",
                    PlacementSql.search("p.number"),
                    "paid",
                    PlacementSql.PAYMENT_STATUS,
                    "from_stock",
                    PlacementSql.FROM_STOCK,
                    "record",
                    ChangeSql.RECORD,
                    "columns",
                    OrderRows.COLUMNS));

    private final Db db;
    private final OrderRows rows;

    OrderChangeRepository(Db db, OrderRows rows) {
        this.db = db;
        this.rows = rows;
    }

    /**
     * Empty when the order is not as it was read any more. The words of a customer stay with the order, which can be
     * erased, and out of the history, which cannot.
     */
    Mono<Order> transition(Order before, Order after, @Nullable String note, Actor actor) {
        var parcel = after.parcel();
        var isGivenBack =
                before.priceSource() == PriceSource.LIST && after.status().isUndone();
        return change(requestId -> bind(TRANSITION, before, actor.isCustomer() ? null : note, actor, requestId)
                .bind("stocked", isGivenBack)
                .bind("target", after.status().id())
                .bind("reason", Sensitive.textOf(after.statusReason()), String.class)
                .bind("carrier", parcel.carrier(), String.class)
                .bind("tracking_number", parcel.trackingNumber(), String.class)
                .bind("tracking_url", parcel.trackingUrl(), String.class));
    }

    /** Empty when the order is not as it was read any more. Errors: {@code out-of-stock}. */
    Mono<Order> rewrite(Order order, OrderDraft content, Actor actor) {
        var phone = content.phone();
        var isStocked = order.priceSource() == PriceSource.LIST || content.priceSource() == PriceSource.LIST;
        return change(requestId -> bind(REWRITE, order, null, actor, requestId)
                        .bind("stocked", isStocked)
                        .bind("phone", phone == null ? null : phone.e164(), String.class)
                        .bind("payload", Json.of(rows.payload(content))))
                .onErrorMap(OutOfStock::explained);
    }

    private Mono<Order> change(Function<String, Sql.Call> call) {
        return Mono.deferContextual(context -> db.one(call.apply(RequestLog.requestId(context)), rows::read));
    }

    private static Sql.Call bind(Sql sql, Order order, @Nullable String note, Actor actor, String requestId) {
        var call = sql.call()
                .bind("id", order.id())
                .bind("version", order.version())
                .bind("source", order.status().id())
                .bind("note", note, String.class);
        return actor.bind(call, requestId);
    }
}
