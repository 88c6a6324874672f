package io.ordergate.notification.text;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.user.UserSql;
import io.ordergate.ordering.model.OrderSql;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretUse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Which orders' customers were told what, who may be told at all, and how often in a day. */
@Repository
class OrderTextRepository {

    private static final Sql SENT =
            Sql.of("insert into order_texts (order_id, news) values (:order_id, :news) on conflict do nothing");

    /**
     * Counts one more text to the phone of an order, if the order's customer may be told at all and the phone has not had
     * all of its texts today. A guest's phone was proven by a code; an account may give any number, only its own one is
     * proven. The number given at registration is told that an order of the replaced customer-order service was placed: such an order
     * has no address, and no job moves it on.
     */
    private static final Sql TAKE =
            Sql.of("""
            with told as (
              select o.customer_id is null or coalesce(u.phone = o.phone, false) as proven,
                     coalesce(u.claimed_phone = o.phone, false) and o.address is null and o.fulfilment = 'manual'
                       and :news = 'placed' as given
                from {orders} left {account}
               where o.id = :order_id and o.phone is not null
                 and not exists (select from order_texts t where t.order_id = o.id and t.news = :news)),
            allowed as (select proven from told where proven or given or :unproven),
            counted as (
              insert into order_text_days as d (phone_hash, day, texts, unproven)
              select :phone_hash, (now() at time zone 'UTC')::date, 1, case when proven then 0 else 1 end
                from allowed where :most > 0 and (proven or :most_unproven > 0)
              on conflict (phone_hash, day) do update
                 set texts = d.texts + 1, unproven = d.unproven + excluded.unproven
               where d.texts < :most and (excluded.unproven = 0 or d.unproven < :most_unproven)
              returning d.texts)
            select proven, exists (select from counted) as granted from allowed""", Map.of("orders", OrderSql.ORDERS, "account", UserSql.join("o.customer_id")));

    private static final Sql GIVE_BACK = Sql.of("""
            update order_text_days
               set texts = greatest(texts - 1, 0), unproven = greatest(unproven - :unproven, 0)
             where phone_hash = :phone_hash and day = (now() at time zone 'UTC')::date""");

    /**
     * What a phone's budget of the day says.
     *
     * @param proven whether somebody has proven to hold the phone
     */
    record Admission(boolean proven, boolean granted) {}

    private final Db db;
    private final SecretKeys keys;
    private final NoticeSettings settings;

    OrderTextRepository(Db db, SecretKeys keys, NoticeSettings settings) {
        this.db = db;
        this.keys = keys;
        this.settings = settings;
    }

    Mono<Void> sent(UUID orderId, OrderNews news) {
        return db.update(SENT.bind("order_id", orderId).bind("news", news.id())).then();
    }

    /** Counts a text about the order to its phone; empty when its customer was told already, or is not to be told. */
    Mono<Admission> take(UUID orderId, OrderNews news, PhoneNumber phone) {
        return db.one(
                TAKE.bind("order_id", orderId)
                        .bind("news", news.id())
                        .bind("phone_hash", hash(phone))
                        .bind("unproven", settings.unproven())
                        .bind("most", settings.phoneDay())
                        .bind("most_unproven", settings.unprovenPhoneDay()),
                row -> new Admission(value(row, "proven", Boolean.class), value(row, "granted", Boolean.class)));
    }

    /** The text that was counted was not sent. */
    Mono<Void> giveBack(Admission admission, PhoneNumber phone) {
        return db.update(GIVE_BACK.bind("phone_hash", hash(phone)).bind("unproven", admission.proven() ? 0 : 1))
                .then();
    }

    private byte[] hash(PhoneNumber phone) {
        return keys.current().hmac(SecretUse.ORDER_TEXT_PHONES, phone.e164().getBytes(StandardCharsets.US_ASCII));
    }
}
