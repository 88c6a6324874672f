package io.ordergate.payment.ledger;

import io.ordergate.ordering.model.OrderSql;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Payments in PostgreSQL. */
@Repository
public class PaymentRepository {

    private static final Sql FIND = select("p.id = :id");
    private static final Sql FIND_BY_REFERENCE = select("p.provider = :provider and p.reference = :reference");
    private static final Sql FIND_BY_TRANSACTION =
            select("p.provider = :provider and p.transaction_id = :transaction_id");
    private static final Sql FIND_BY_ATTEMPT =
            Sql.of("""
            select {columns} from payments p
             where p.provider = :provider and p.attempt = :attempt
               and p.order_id = (select o.id from {orders} where o.number = :number)""", Map.of("columns", PaymentRows.COLUMNS, "orders", OrderSql.ORDERS));

    private static final Sql LOCK = select("p.id = :id for no key update");
    private static final Sql WITH_MONEY = select("p.order_id = :order_id and p.captured_minor > p.reserved_minor");

    /** The amount due for an order {@code o}: the rest where a part was paid, and nothing once money was refunded. */
    static final String DUE = """
            (select case when count(*) = 0 then o.total_minor
                         when o.payment_status <> 'partially_paid' or sum(c.reserved_minor) > 0 then 0
                         else greatest(0, o.total_minor
                                - coalesce(sum(c.captured_minor) filter (where c.currency = o.currency), 0)::bigint)
                    end
               from payments c where c.order_id = o.id and c.captured_minor > 0 and not c.surplus)""";

    private static final Sql FIND_DUE = Sql.of(
            "select o.currency, {due} as amount_minor from {orders} where o.id = :order_id",
            Map.of("due", DUE, "orders", OrderSql.ORDERS));

    /** The payment with the most left to refund, when an order was paid in parts. */
    private static final Sql REFUNDABLE = select("""
            p.order_id = :order_id and p.captured_minor > 0 and not p.surplus
             order by p.captured_minor - p.reserved_minor desc, p.attempt desc
             limit 1""");

    /** The payment that counts: the captured one, else the authorised one, else the open one, else the last. */
    private static final Sql CURRENT = select("""
            p.order_id = :order_id
             order by p.captured_minor > 0 and not p.surplus desc, p.status = 'authorised' desc,
                      p.status in ('pending', 'unknown') desc, p.attempt desc
             limit 1""");

    /** Claims payments of these providers that are due for a check. Waits double, and checks end when a payment has failed for good. */
    private static final Sql CLAIM_DUE = Sql.of("""
            update payments p
               set checks = p.checks + 1,
                   check_at = case when p.created_at > now() - :watch * interval '1 second'
                       and (p.status <> 'failed' or p.updated_at > now() - :expiry * interval '1 second')
                     then now() + least(:wait * power(2, least(p.checks, 20)), :longest) * interval '1 second' end
             where p.id = any (array(
               select d.id from payments d
                where d.check_at <= now() and d.provider = any(:providers) and d.captured_minor = 0
                order by d.check_at limit :size for update skip locked))
            returning {columns}""", Map.of("columns", PaymentRows.COLUMNS));

    /** Claims captured payments that are due for a check, which goes on for as long as :watch. */
    private static final Sql CLAIM_PAID = Sql.of("""
            update payments p
               set checks = p.checks + 1,
                   check_at = case when p.created_at > now() - :watch * interval '1 second'
                     then now() + :wait * interval '1 second' end
             where p.id = any (array(
               select d.id from payments d
                where d.check_at <= now() and d.provider = any(:providers) and d.captured_minor > 0
                order by d.check_at limit :size for update skip locked))
            returning {columns}""", Map.of("columns", PaymentRows.COLUMNS));

    private static final Sql LOCK_ORDER = Sql.of(OrderSql.lock("(select p.order_id from payments p where p.id = :id)"));

    private final Db db;

    PaymentRepository(Db db) {
        this.db = db;
    }

    public Mono<Payment> current(UUID orderId) {
        return one(CURRENT.bind("order_id", orderId));
    }

    /** The amount that is due for the order. */
    public Mono<Charge> due(UUID orderId) {
        return db.one(FIND_DUE.bind("order_id", orderId), PaymentRows::charge);
    }

    Mono<Payment> refundable(UUID orderId) {
        return one(REFUNDABLE.bind("order_id", orderId));
    }

    /** Payments of the order with money that was not refunded. */
    Flux<Payment> withMoney(UUID orderId) {
        return db.list(WITH_MONEY.bind("order_id", orderId), PaymentRows::read).flatMapIterable(found -> found);
    }

    public Mono<Payment> find(UUID id) {
        return one(FIND.bind("id", id));
    }

    public Mono<Payment> findByReference(String provider, String reference) {
        return one(FIND_BY_REFERENCE.bind("provider", provider).bind("reference", reference));
    }

    /** The attempt of this number to pay for the order of this number. */
    public Mono<Payment> findByAttempt(String provider, String orderNumber, int attempt) {
        return one(FIND_BY_ATTEMPT
                .bind("provider", provider)
                .bind("number", orderNumber)
                .bind("attempt", attempt));
    }

    public Mono<Payment> findByTransaction(String provider, String transactionId) {
        return one(FIND_BY_TRANSACTION.bind("provider", provider).bind("transaction_id", transactionId));
    }

    /** The payment, locked with its order until the transaction ends. The order is locked first, everywhere. */
    public Mono<Payment> lock(UUID id) {
        return db.update(LOCK_ORDER.bind("id", id)).then().then(locked(id));
    }

    private Mono<Payment> locked(UUID id) {
        return one(LOCK.bind("id", id));
    }

    public Flux<Payment> claimDue(PaymentSettings settings, List<String> providers) {
        return claimed(CLAIM_DUE
                .bind("providers", providers.toArray(String[]::new))
                .bind("size", settings.batchSize())
                .bind("expiry", settings.expiry().toSeconds())
                .bind("watch", settings.watch().toSeconds())
                .bind("wait", settings.unknownCheck().toSeconds())
                .bind("longest", settings.longestWait().toSeconds()));
    }

    public Flux<Payment> claimPaid(PaymentSettings settings, List<String> providers) {
        return claimed(CLAIM_PAID
                .bind("providers", providers.toArray(String[]::new))
                .bind("size", settings.batchSize())
                .bind("watch", settings.watch().toSeconds())
                .bind("wait", settings.watchInterval().toSeconds()));
    }

    private Flux<Payment> claimed(Sql.Call call) {
        return db.jobs().list(call, PaymentRows::read).flatMapIterable(claimed -> claimed);
    }

    private static Sql select(String condition) {
        return Sql.of(
                "select {columns} from payments p where {condition}",
                Map.of("columns", PaymentRows.COLUMNS, "condition", condition));
    }

    private Mono<Payment> one(Sql.Call call) {
        return db.one(call, PaymentRows::read);
    }
}
