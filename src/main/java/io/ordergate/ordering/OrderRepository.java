package io.ordergate.ordering;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.ordering.model.OrderSql;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.idempotency.IdempotencySql;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Reads single orders, and erases personal data. */
@Repository
class OrderRepository {

    private static final String SELECT = "select " + OrderRows.COLUMNS + ", " + OrderRows.ITEMS + " from orders p";

    private static final Sql BY_ID = Sql.of("{select} where p.id = :id", Map.of("select", SELECT));
    private static final Sql BY_IDS = Sql.of("{select} where p.id = any (:ids::uuid[])", Map.of("select", SELECT));
    private static final Sql BY_CHALLENGE =
            Sql.of("{select} where p.challenge_id = :challenge_id", Map.of("select", SELECT));

    private static final Sql OPEN = Sql.of("""
            select exists(select from orders o
                           where (o.phone = :phone or o.customer_id = :customer_id) and {open}) as open""", Map.of("open", OrderSql.OPEN));

    /** Gives each order a new version, so that no cache keeps the old one. The times of the order stay. */
    private static final Sql ERASE = Sql.of("""
            with erased as (
              update orders o
                 set phone = null, customer_name = null, address = null, note = null, status_reason = null, tracking_number = null,
                     tracking_url = null, version = version + 1,
                     search = lower(concat_ws(' ', o.number, (select string_agg(i.title, ' ' order by i.position)
                                                                from order_items i
                                                               where i.order_id = o.id and i.kind = 'item')))
               where phone = :phone or customer_id = :customer_id
              returning id, version, status),
            {forget}
            insert into order_events (order_id, version, actor, actor_id, from_status, to_status, note)
            select id, version, 'customer', :customer_id, status, status, 'personal data erased' from erased""", Map.of("forget", IdempotencySql.forget("erased")));

    private final Db db;
    private final OrderRows rows;

    OrderRepository(Db db, OrderRows rows) {
        this.db = db;
        this.rows = rows;
    }

    Mono<Order> findById(UUID id) {
        return db.one(BY_ID.bind("id", id), rows::read);
    }

    Mono<List<Order>> findByIds(List<UUID> ids) {
        return db.list(BY_IDS.bind("ids", ids.toArray(UUID[]::new)), rows::read);
    }

    Mono<Order> findByChallenge(UUID challengeId) {
        return db.one(BY_CHALLENGE.bind("challenge_id", challengeId), rows::read);
    }

    /** Whether an order of the account or of its phone is not finished yet. */
    Mono<Boolean> isOpen(UUID customerId, @Nullable PhoneNumber phone) {
        return db.one(
                OPEN.bind("phone", phone == null ? null : phone.e164(), String.class)
                        .bind("customer_id", customerId),
                row -> value(row, "open", Boolean.class));
    }

    /** Erases phone, name, address, notes and tracking of every order of the account and of its phone. */
    Mono<Void> erase(UUID customerId, @Nullable PhoneNumber phone) {
        return db.update(ERASE.bind("phone", phone == null ? null : phone.e164(), String.class)
                        .bind("customer_id", customerId))
                .then();
    }
}
