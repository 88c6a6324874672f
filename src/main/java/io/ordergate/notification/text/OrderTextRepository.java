package io.ordergate.notification.text;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.user.UserRows;
import io.ordergate.ordering.model.OrderSql;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretUse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The texts about each order that were sent, and the number of texts that each phone has got in a day. */
@Repository
class OrderTextRepository {

    private static final String ROWS = """
            insert into order_texts (order_id, news)
            select order_id, news from unnest(:order_id::uuid[], :news::text[]) as t (order_id, news)""";

    private static final Sql RECORD = Sql.of(ROWS);
    private static final Sql RECORD_MISSING = Sql.of(ROWS + " on conflict do nothing");

    /**
     * Counts one more text to the phone of each order, if the order's customer may get it at all and the phone has not
     * had all of its texts today. A guest's phone was proven by a code. An account may give any number, of which only
     * its own one is proven. The number given at registration is texted when an order of the replaced customer-order
     * service was placed: such an order has no address, and no job brings it further.
     */
    private static final Sql ACQUIRE =
            Sql.of("""
            with told as (
              select o.id as order_id, a.news, decode(a.phone_hash, 'hex') as phone_hash,
                     o.customer_id is null or coalesce(u.phone = o.phone, false) as proven,
                     coalesce(u.claimed_phone = o.phone, false) and o.address is null and o.fulfilment = 'manual'
                       and a.news = 'placed' as given
                from unnest(:order_id::uuid[], :news::text[], :phone_hash::text[]) as a (order_id, news, phone_hash)
                join {orders} on o.id = a.order_id left {account}
               where o.phone is not null
                 and not exists (select from order_texts t where t.order_id = a.order_id and t.news = a.news)),
            allowed as (select * from told where proven or given or :unproven),
            counted as (
              insert into order_text_days as d (phone_hash, day, texts, unproven)
              select phone_hash, (now() at time zone 'UTC')::date, 1, case when proven then 0 else 1 end
                from allowed where :most > 0 and (proven or :most_unproven > 0)
               order by phone_hash
              on conflict (phone_hash, day) do update
                 set texts = d.texts + 1, unproven = d.unproven + excluded.unproven
               where d.texts < :most and (excluded.unproven = 0 or d.unproven < :most_unproven)
              returning d.phone_hash)
            select order_id, news, encode(phone_hash, 'hex') as phone_hash, proven,
                   exists (select from counted c where c.phone_hash = a.phone_hash) as granted
              from allowed a""", Map.of("orders", OrderSql.ORDERS, "account", UserRows.join("o.customer_id")));

    private static final Sql RELEASE = Sql.of("""
            update order_text_days
               set texts = greatest(texts - 1, 0), unproven = greatest(unproven - :unproven, 0)
             where phone_hash = :phone_hash and day = (now() at time zone 'UTC')::date""");

    /**
     * The answer of a phone's budget of the day.
     *
     * @param proven whether somebody has proven to hold the phone
     */
    record Admission(boolean proven, boolean granted) {}

    /** A text about an order. */
    private record Text(UUID orderId, String kind) {}

    /** A text about an order, and the keyed hash of the phone that it would go to. */
    private record Request(Text text, String phoneHash) {}

    private final Db db;
    private final SecretKeys keys;
    private final NoticeSettings settings;
    private final StatementBatches<Text, Boolean> records;
    private final StatementBatches<Request, Admission> admissions;

    OrderTextRepository(Db db, SecretKeys keys, NoticeSettings settings) {
        this.db = db;
        this.keys = keys;
        this.settings = settings;
        this.records = new StatementBatches<>(text -> text, this::record);
        this.admissions = new StatementBatches<>(Request::phoneHash, this::acquire);
    }

    Mono<Void> record(UUID orderId, OrderTextKind kind) {
        return records.ask(new Text(orderId, kind.id())).then();
    }

    /** Counts a text about the order to its phone; empty when the text was sent already, or is not to be sent. */
    Mono<Admission> acquire(UUID orderId, String kind, PhoneNumber phone) {
        return admissions.ask(
                new Request(new Text(orderId, kind), HexFormat.of().formatHex(hash(phone))));
    }

    /** Texts that are recorded already are looked for only if some are: the log has a line more for each text then. */
    private Mono<Map<Text, Boolean>> record(List<Text> texts) {
        return db.update(rows(RECORD, texts))
                .onErrorResume(DuplicateKeyException.class, some -> db.update(rows(RECORD_MISSING, texts)))
                .thenReturn(Map.of());
    }

    private static Sql.Call rows(Sql insert, List<Text> texts) {
        return insert.bind("order_id", orderIds(texts)).bind("news", kinds(texts));
    }

    private Mono<Map<Request, Admission>> acquire(List<Request> requests) {
        var texts = requests.stream().map(Request::text).toList();
        return db.list(
                        ACQUIRE.bind("order_id", orderIds(texts))
                                .bind("news", kinds(texts))
                                .bind(
                                        "phone_hash",
                                        requests.stream()
                                                .map(Request::phoneHash)
                                                .toArray(String[]::new))
                                .bind("unproven", settings.unproven())
                                .bind("most", settings.phoneDay())
                                .bind("most_unproven", settings.unprovenPhoneDay()),
                        row -> Map.entry(
                                new Request(
                                        new Text(value(row, "order_id", UUID.class), value(row, "news", String.class)),
                                        value(row, "phone_hash", String.class)),
                                new Admission(
                                        value(row, "proven", Boolean.class), value(row, "granted", Boolean.class))))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static UUID[] orderIds(List<Text> texts) {
        return texts.stream().map(Text::orderId).toArray(UUID[]::new);
    }

    private static String[] kinds(List<Text> texts) {
        return texts.stream().map(Text::kind).toArray(String[]::new);
    }

    /** Takes a text that was not sent out of the count. */
    Mono<Void> release(Admission admission, PhoneNumber phone) {
        return db.update(RELEASE.bind("phone_hash", hash(phone)).bind("unproven", admission.proven() ? 0 : 1))
                .then();
    }

    private byte[] hash(PhoneNumber phone) {
        return keys.current().hmac(SecretUse.ORDER_TEXT_PHONES, phone.e164().getBytes(StandardCharsets.US_ASCII));
    }
}
