package io.ordergate.dev;

import io.ordergate.support.database.Sql;
import java.util.Map;

/**
 * Writes the orders, payments and texts of one past day, as customers, providers and staff would have left them. This is the only
 * place that writes rows of other features: their own statements write what happens now, and samples lie in the past. All values
 * come out of digests of the day, so that the rows of a day are always the same ones.
 */
final class DemoRows {

    /** Of two nodes that write samples at once one waits here, and finds the rows of the other. */
    static final Sql LOCK = Sql.of("select pg_advisory_xact_lock(7236001, 9)::text as locked");

    static final Sql IS_THERE = Sql.of("select exists (select from orders where number like :prefix || '%') as there");

    /** A number below 100 that this digest and this letter stand for. */
    private static final String CHANCE = "(('x' || substr(md5(h || '{letter}'), 1, 6))::bit(24)::int % 100)";

    /** The id of something that was made at this moment (UUIDv7). */
    private static final String ID = """
            (lpad(to_hex((extract(epoch from {at}) * 1000)::bigint), 12, '0') || '7' || substr(md5({of}), 1, 3)
               || '8' || substr(md5({of}), 4, 15))::uuid""";

    private static final String WANTED = Sql.fragment(
            """
            wanted as materialized (
              select h, n, {id} as id, at, country, {target} as target, {method} as method,
                     case when {m} < 20 then (:currencies::text[])[1 + {c} % array_length(:currencies::text[], 1)]
                          else (:currencies::text[])[1] end as currency,
                     case country when 'BD' then '+880170000' when 'IN' then '+919000000' when 'KE' then '+254700000'
                                  else '+447700900' end
                       || case country when 'BD' then lpad(({p} * 97 % 10000)::text, 4, '0')
                                       else lpad(({p} * 7 % 1000)::text, 3, '0') end as phone,
                     (array['Ayesha Rahman', 'Rahim Uddin', 'Nusrat Jahan', 'Karim Sheikh', 'Mitali Das', 'Tanvir Ahmed',
                            'Amina Wanjiru', 'John Carter', 'Priya Sharma', 'Farhana Akter'])[1 + {n} % 10] as name,
                     (array['House 12, Road 5, Dhanmondi, Dhaka', 'Flat 3B, Gulshan Avenue, Dhaka', 'Station Road, Sylhet',
                            'Agrabad, Chattogram', 'College Road, Rajshahi', 'Lake View 8, Khulna'])[1 + {a} % 6] as address
                from (select g as n, md5(:prefix || g) as h,
                             :begin::timestamptz + (:end::timestamptz - :begin::timestamptz)
                               * ((g - 0.5) / :orders::int) as at,
                             case when ('x' || substr(md5(:prefix || g || 'land'), 1, 6))::bit(24)::int % 100 < 80 then 'BD'
                                  else (array['IN', 'KE', 'GB'])[1 + g % 3] end as country
                        from generate_series(1, :orders::int) as g) as d),
            lines as materialized (
              select w.id, l.position, p.product_id, p.title, 1 + (w.n + l.position) % 3 as quantity,
                     case w.currency when (:currencies::text[])[1] then p.price else greatest(p.price / 100, 1) end as price
                from wanted w cross join lateral generate_series(0, w.n % 3) as l (position)
                join (values (0, 'bk-lalsalu', 'Lalsalu', 27500), (1, 'bk-padma', 'Padma Nadir Majhi', 35000),
                             (2, 'tea-sylhet', 'Sylhet tea, 250 g', 22000), (3, 'honey', 'Sundarbans honey, 500 g', 65000),
                             (4, 'bag-jute', 'Jute bag', 18000), (5, 'mug', 'Clay mug', 12000),
                             (6, 'scarf', 'Cotton scarf', 48000), (7, 'rice-chinigura', 'Chinigura rice, 1 kg', 16500))
                  as p (number, product_id, title, price) on p.number = (w.n + l.position * 3) % 8)""",
            Map.of(
                    "id", id("at", "h"),
                    "target", target(),
                    "method", method(),
                    "m", chance("m"),
                    "c", chance("c"),
                    "p", chance("p"),
                    "n", chance("n"),
                    "a", chance("a")));

    /** Orders begin as the life cycle has it; {@link #STEP} moves them on. */
    static final Sql ORDERS = Sql.of("""
            with {wanted},
            placed as (
              insert into orders (id, number, status, phone, customer_name, address, payment_method, payment_status, currency,
                                  total_minor, search, created_at, updated_at)
              select w.id, :prefix || lpad(w.n::text, 4, '0'), 'verified', w.phone, w.name, w.address, w.method, 'pending',
                     w.currency, l.total,
                     lower(concat_ws(' ', :prefix || lpad(w.n::text, 4, '0'), w.name, l.titles)), w.at, w.at
                from wanted w
                join (select id, sum(price * quantity) as total, string_agg(title, ' ' order by position) as titles
                        from lines group by id) l using (id)),
            items as (
              insert into order_items (order_id, position, product_id, title, unit_price_minor, quantity)
              select id, position, product_id, title, price, quantity from lines)
            insert into order_events (order_id, version, actor, from_status, to_status, at)
            select w.id, s.version, case s.version when 1 then 'customer' else 'vendor' end,
                   (w.path)[s.version - 1], s.status, w.at + (s.version - 1) * :step::interval
              from (select id, at, string_to_array(target, ' ') as path from wanted) w
             cross join lateral unnest(w.path) with ordinality as s (status, version)""", Map.of("wanted", WANTED));

    static final Sql STEP = Sql.of("""
            update orders o
               set status = e.to_status, version = e.version, updated_at = e.at,
                   status_reason = case e.to_status when 'cancelled' then 'The customer has changed their mind'
                                                    when 'returned' then 'It does not fit'
                                                    when 'refused' then 'Nobody was at home' end
              from order_events e
             where o.number like :prefix || '%' and e.order_id = o.id and e.version = :version and e.from_status = o.status""");

    /** Cash is paid at the door, all else before anything is sent. Of orders that wait some payments have failed or are open. */
    static final Sql PAYMENTS = Sql.of("""
            insert into payments (id, order_id, attempt, provider, status, currency, amount_minor, captured_minor, reference,
                                  transaction_id, created_at, updated_at)
            select {id}, order_id, 1, provider, status, currency, total, case status when 'paid' then total else 0 end,
                   'demo-' || h, case status when 'paid' then 'demo-' || h end, at, at + interval '2 minutes'
              from (select d.*, case when provider = 'cash' or is_sent or {k} < 60 then 'paid' when {k} < 80 then 'failed'
                                     else 'pending' end as status
                      from (select id as order_id, md5(number) as h, status not in ('verified', 'cancelled') as is_sent, currency, total_minor as total,
                                   case payment_method when 'cash_on_delivery' then 'cash' else payment_method end as provider,
                                   case payment_method when 'cash_on_delivery' then updated_at
                                        else created_at + interval '1 minute' end as at
                              from orders
                             where number like :prefix || '%'
                               and (payment_method <> 'cash_on_delivery' or status in ('delivered', 'completed'))) d) p""", Map.of("id", id("at", "h"), "k", chance("k")));

    /** What is paid for what was not kept goes back: all of it, or a half of what came back. */
    static final Sql REFUNDS = Sql.of("""
            insert into refunds (id, payment_id, amount_minor, status, cause, reason, reference, created_at, updated_at)
            select {id}, payment_id, case status when 'returned' then (amount + 1) / 2 else amount end, 'settled',
                   case status when 'cancelled' then 'cancelled' else 'admin' end, 'demo', 'demo-' || h, at, at
              from (select p.id as payment_id, p.captured_minor as amount, o.status, o.updated_at as at, md5(o.number || 'back') as h
                      from payments p join orders o on o.id = p.order_id
                     where o.number like :prefix || '%' and p.status = 'paid'
                       and o.status in ('cancelled', 'returned', 'refused')) b""", Map.of("id", id("at", "h")));

    static final Sql REFUNDED = Sql.of("""
            update payments p
               set status = case when p.refunded_minor < p.captured_minor then 'partially_refunded' else 'refunded' end
              from orders o
             where o.id = p.order_id and o.number like :prefix || '%' and p.status = 'paid' and p.refunded_minor > 0""");

    static final Sql PAID = Sql.of("""
            update orders o set payment_status = p.status
              from payments p
             where p.order_id = o.id and o.number like :prefix || '%' and p.status <> 'pending'""");

    /** The text with the code of each order, those of customers who never typed theirs, and the news of orders. */
    static final Sql TEXTS = Sql.of(
            """
            insert into sms_messages (id, provider, provider_id, purpose, phone_masked, country, encoding, segments, price, currency,
                                      outcome, asked_at, answered_at, delivery, delivery_reason, delivery_at, challenge_id, verified_at)
            select {id}, provider, 'demo-' || h, purpose, '+•••••' || lpad((n % 1000)::text, 3, '0'), country, 'gsm7',
                   1, case country when 'BD' then 0.03 when 'IN' then 0.01 else 0.04 end, 'USD', 'accepted', at,
                   at + interval '300 milliseconds', delivery, case delivery when 'failed' then 'unreachable' end,
                   at + interval '4 seconds', case purpose when 'order' then {challenge} end,
                   case when typed then at + interval '35 seconds' end
              from (select t.*, (:providers::text[])[1 + {r} % array_length(:providers::text[], 1)] as provider,
                           case when typed or {d} < 88 then 'delivered' when {d} < 96 then 'failed' else 'sent' end as delivery
                      from (select row_number() over () as n, md5(o.number || k.kind) as h,
                                   case k.kind when 'code' then 'order' when 'lost' then 'order' else 'notice' end as purpose,
                                   k.kind = 'code' as typed,
                                   case when o.phone like '+880%' then 'BD' when o.phone like '+91%' then 'IN'
                                        when o.phone like '+254%' then 'KE' else 'GB' end as country,
                                   case k.kind when 'code' then o.created_at - interval '40 seconds'
                                               when 'lost' then o.created_at - interval '20 minutes'
                                               else o.updated_at end as at
                              from orders o cross join (values ('code'), ('lost'), ('news')) as k (kind)
                             where o.number like :prefix || '%'
                               and (k.kind = 'code' or (k.kind = 'lost' and right(o.number, 1) in ('1', '4', '7'))
                                    or (k.kind = 'news' and o.status <> 'verified'))) t) d""",
            Map.of(
                    "id", id("at", "h"),
                    "challenge", id("at", "h || 'challenge'"),
                    "r", chance("r"),
                    "d", chance("d")));

    private DemoRows() {}

    private static String chance(String letter) {
        return Sql.fragment(CHANCE, Map.of("letter", letter));
    }

    private static String id(String at, String of) {
        return Sql.fragment(ID, Map.of("at", at, "of", of));
    }

    /** The way an order has gone: those of today have just begun, those of last week are over. */
    private static String target() {
        return Sql.fragment("""
                case when :age::int = 0 then case when {t} < 60 then 'verified' when {t} < 90 then 'verified processing'
                                                  else 'verified cancelled' end
                     when :age < 3 then case when {t} < 15 then 'verified' when {t} < 50 then 'verified processing'
                                             when {t} < 90 then 'verified processing shipped' else 'verified cancelled' end
                     else case when {t} < 45 then 'verified processing shipped delivered'
                               when {t} < 78 then 'verified processing shipped delivered completed'
                               when {t} < 83 then 'verified processing shipped'
                               when {t} < 93 then 'verified cancelled'
                               when {t} < 97 then 'verified processing shipped delivered returned'
                               else 'verified processing shipped refused' end end""", Map.of("t", chance("t")));
    }

    private static String method() {
        return Sql.fragment("""
                case when country <> 'BD' or ({m} < 20 and array_length(:currencies::text[], 1) > 1)
                       then (:abroad::text[])[1 + {o} % array_length(:abroad::text[], 1)]
                     else (:methods::text[])[1 + {o} % array_length(:methods::text[], 1)] end""", Map.of("o", chance("o"), "m", chance("m")));
    }
}
