package io.ordergate.ordering;

import io.ordergate.support.Sql;

/** The piece of SQL that makes an order of a confirmed payload, for the statement that confirms it. */
public final class PlacementSql {

    /**
     * The expressions {@code placed} (the order, or nothing), {@code items}, {@code history} and {@code news} (what the
     * outbox should tell). They read {@code attempt}: id, phone, payload, consumed_at.
     */
    public static final String TEXT = """
            placed as (
              insert into orders (id, number, challenge_id, phone, customer_name, address, payment_method, status,
                                  currency, total_minor, note)
              select :order_id, o.number_prefix || :number_tail, a.id, a.phone, o.customer_name, o.address,
                     o.payment_method, 'verified', o.currency, o.total_minor, o.note
                from attempt a,
                     jsonb_to_record(a.payload -> 'order')
                       as o (number_prefix text, customer_name text, address text, payment_method text,
                             currency text, total_minor bigint, note text)
               where a.consumed_at is not null
              returning *),
            items as (
              insert into order_items (order_id, position, product_id, title, unit_price_minor, quantity)
              select p.id, i.position, i.product_id, i.title, i.unit_price_minor, i.quantity
                from placed p
                join attempt a on a.id = p.challenge_id,
                     jsonb_to_recordset(a.payload -> 'items')
                       as i (position int, product_id text, title text, unit_price_minor bigint, quantity int)),
            history as (
              insert into order_events (order_id, version, actor, to_status)
              select p.id, p.version, 'customer', p.status from placed p),
            news as (
              select p.id as subject_id, jsonb_build_object('order_id', p.id, 'status', p.status) as payload
                from placed p)""";

    /** For the final {@code select}: the columns that {@link OrderRows} reads, of {@code placed p} and {@code attempt a}. */
    public static final String COLUMNS = OrderRows.COLUMNS + ", a.payload ->> 'items' as items";

    private PlacementSql() {}

    /** Binds what {@link #TEXT} asks for. */
    public static Sql.Call bind(Sql.Call call, Placement placement) {
        return call.bind("order_id", placement.orderId()).bind("number_tail", placement.numberTail());
    }
}
