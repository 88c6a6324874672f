package io.ordergate.ordering.model;

import io.ordergate.support.database.Sql;
import java.util.Map;
import java.util.UUID;

/** The piece of SQL that makes an order of a payload, for the statement that confirms it. */
public final class PlacementSql {

    private static final String TEMPLATE = """
            placed as (
              insert into orders as p (id, number, challenge_id, customer_id, status, fulfilment, phone, customer_name,
                                       address, payment_method, currency, total_minor, payment_status, price_source,
                                       note, search)
              select :order_id, o.number_prefix || :number_tail, {beginning}, a.phone, o.customer_name,
                     o.address, o.payment_method, o.currency, o.total_minor, {paid},
                     coalesce(o.price_source, 'client'), o.note,
                     {search}
                from attempt a,
                     jsonb_to_record(a.payload -> 'order')
                       as o (number_prefix text, customer_name text, address text, payment_method text,
                             currency text, total_minor bigint, price_source text, note text)
               {condition}
              returning {columns},
                        case when p.price_source = 'list'
                             then move_stock(p.id, (select a.payload -> 'items' from attempt a)) end as products),
            items as (
              insert into order_items (order_id, position, kind, product_id, title, unit_price_minor, quantity, from_stock)
              select t.id, i.position, coalesce(i.kind, 'item'), i.product_id, i.title, i.unit_price_minor, i.quantity,
                     {from_stock}
                from placed t,
                     jsonb_to_recordset((select a.payload -> 'items' from attempt a))
                       as i (position int, kind text, product_id text, title text, unit_price_minor bigint,
                             quantity int)),
            history as (
              insert into order_events (order_id, version, to_status, actor, actor_id, request_id)
              select p.id, p.version, p.status, {actor} from placed p),
            news as (
              select p.id as subject_id, jsonb_build_object('order_id', p.id, 'status', p.status) as payload
                from placed p)""";

    /**
     * The expressions {@code placed} (the order, or nothing), {@code items}, {@code history} and {@code news} (the
     * message for the outbox). They read {@code attempt}: id, phone, payload. Nothing is placed for a
     * phone whose account may not act: its owner does not go on as a guest.
     */
    public static final String TEXT = text(
            "a.id, null::uuid, 'verified', 'manual'",
            "where not exists (select from users u where u.phone = a.phone and not u.active)",
            "'customer', null::uuid, ''");

    /** The expressions for somebody who is signed in; they read {@code attempt}: phone, payload, and parameters. */
    public static final String SIGNED_IN = text(
            "null::uuid, :customer_id::uuid, 'pending', :fulfilment",
            "on conflict (number) do nothing",
            ":actor, :actor_id::uuid, :request_id");

    /**
     * For the final {@code select}: the columns that {@link OrderRows} reads, of {@code placed p} and {@code attempt
     * a}.
     */
    public static final String COLUMNS = OrderRows.COLUMNS + ", a.payload ->> 'items' as items";

    /** The payment status of an order {@code o} for which nobody has paid yet: one that costs nothing is paid. */
    public static final String PAYMENT_STATUS = "case when o.total_minor = 0 then 'paid' else 'pending' end";

    /** How many pieces of the submitted line {@code i} come out of the stock, when {@code t.products} do. */
    public static final String FROM_STOCK =
            "case when coalesce(i.kind, 'item') = 'item' and i.product_id = any (t.products) then i.quantity end";

    private PlacementSql() {}

    /** The id of a new order, and the end of its number. */
    public record Names(UUID orderId, String numberTail) {}

    /** Binds the parameters of {@link #TEXT}. */
    public static Sql.Call bind(Sql.Call call, Names names) {
        return call.bind("order_id", names.orderId()).bind("number_tail", names.numberTail());
    }

    private static String text(String beginning, String condition, String actor) {
        return Sql.fragment(
                TEMPLATE,
                Map.of(
                        "beginning",
                        beginning,
                        "search",
                        search("o.number_prefix || :number_tail"),
                        "paid",
                        PAYMENT_STATUS,
                        "condition",
                        condition,
                        "columns",
                        OrderRows.COLUMNS,
                        "from_stock",
                        FROM_STOCK,
                        "actor",
                        actor));
    }

    /**
     * The text that is searched, for an order of this number: {@code o} is the order of a payload {@code a.payload}. Of the
     * lines it has the titles of things.
     */
    public static String search(String number) {
        return Sql.fragment("""
                lower(concat_ws(' ', {number}, o.customer_name,
                                (select string_agg(t ->> 'title', ' ')
                                   from jsonb_array_elements(a.payload -> 'items') as t
                                  where coalesce(t ->> 'kind', 'item') = 'item')))""", Map.of("number", number));
    }
}
