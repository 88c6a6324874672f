package io.ordergate.payment.ledger;

import static io.ordergate.support.database.Rows.first;

import io.ordergate.ordering.model.OrderSql;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Attempts to pay in PostgreSQL: how one is begun, closed, and claimed by the node that asks its provider for the money. */
@Repository
public class PaymentAttemptRepository {

    /** An attempt {@code o} that its provider has declined, by the terms that are wished for. */
    private static final String DECLINED = """
            o.refusal is not null and o.status = 'failed' and o.provider = :provider and o.currency = :currency
            and o.amount_minor = :amount_minor""";

    private static final Sql FIND_DECLINED =
            Sql.of("""
            select {columns} from payments o
             where o.order_id = :order_id and {declined}
             order by o.attempt desc limit 1""", Map.of("columns", PaymentRows.COLUMNS.replace("p.", "o."), "declined", DECLINED));

    /** No row when somebody else has begun one for the order: two unique indexes see to that. */
    private static final Sql BEGIN = Sql.of("""
            insert into payments as p (id, order_id, attempt, provider, currency, amount_minor, check_at)
            select :id, :order_id, coalesce(max(o.attempt), 0) + 1, :provider, :currency, :amount_minor,
                   case when :remote then now() + :wait * interval '1 second' end
              from payments o where o.order_id = :order_id
            having count(*) filter (where {declined}) = 0
            on conflict do nothing
            returning {columns}""", Map.of("declined", DECLINED, "columns", PaymentRows.COLUMNS));

    /** What a customer may still pay with: what is promised, else what is open, else the last that failed. */
    private static final Sql UNPAID = Sql.of("""
            select {columns} from payments p
             where p.order_id = :order_id and p.captured_minor = 0
             order by p.status = 'authorised' desc, p.status in ('pending', 'unknown') desc, p.attempt desc
             limit 1""", Map.of("columns", PaymentRows.COLUMNS));

    private static final Sql STARTED = Sql.of("""
            update payments p
               set reference = :reference, redirect_url = nullif(:redirect_url, ''), refusal = null, updated_at = now()
             where p.id = :id
            returning {columns}""", Map.of("columns", PaymentRows.COLUMNS));

    private static final Sql REFUSED = Sql.of("""
            update payments p
               set status = 'failed', reason = :code, refusal = :words, check_at = null, updated_at = now()
             where p.id = :id and p.status = 'pending' and p.reference is null
            returning {columns}""", Map.of("columns", PaymentRows.COLUMNS));

    /** The terms of the order change: what is open or may come back to life was begun by other ones. */
    private static final Sql SUPERSEDE = Sql.of("""
            update payments p
               set status = 'failed', reason = 'superseded', redirect_url = null, updated_at = now()
             where p.order_id = :order_id and p.status in ('pending', 'failed')""");

    /**
     * The provider is about to be asked for the money: until it has answered, nobody else asks. One that takes the money
     * when it is told to is not told to take what the order does not cost any more.
     */
    private static final Sql CLAIM = Sql.of(
            """
            update payments p
               set status = 'unknown', checks = 0, check_at = now() + :wait * interval '1 second', updated_at = now()
             where p.id = :id and p.status in ('pending', 'failed')
               and not (:told and coalesce(p.reason, '') = 'superseded')
               and exists (select from {orders}
                            where o.id = p.order_id and o.status <> 'cancelled' and {due} > 0
                              and (not :told or (p.currency, p.amount_minor) = (o.currency, {due})))
            returning {columns}""", Map.of("orders", OrderSql.ORDERS, "due", PaymentRepository.DUE, "columns", PaymentRows.COLUMNS));

    /** Whether money that is only promised should be taken: it is what is due. */
    private static final Sql IS_WANTED = Sql.of("""
            select o.status <> 'cancelled' and o.currency = :currency and {due} = :amount_minor as wanted
              from {orders} where o.id = :order_id""", Map.of("due", PaymentRepository.DUE, "orders", OrderSql.ORDERS));

    private final Db db;

    PaymentAttemptRepository(Db db) {
        this.db = db;
    }

    /** The attempt by these terms that its provider has declined. */
    public Mono<Payment> declined(UUID orderId, Charge charge, PaymentProvider provider) {
        return one(FIND_DECLINED
                .bind("order_id", orderId)
                .bind("provider", provider.name())
                .bind("currency", charge.currency())
                .bind("amount_minor", charge.minor()));
    }

    /** Empty when another payment of the order is open, or was declined by the same terms. */
    public Mono<Payment> begin(UUID id, UUID orderId, PaymentProvider provider, Charge charge, Duration firstCheck) {
        return one(BEGIN.bind("id", id)
                .bind("order_id", orderId)
                .bind("provider", provider.name())
                .bind("currency", charge.currency())
                .bind("amount_minor", charge.minor())
                .bind("remote", provider.isRemote())
                .bind("wait", firstCheck.toSeconds()));
    }

    public Mono<Payment> unpaid(UUID orderId) {
        return one(UNPAID.bind("order_id", orderId));
    }

    public Mono<Payment> started(UUID id, StartResult.Started started) {
        return one(STARTED.bind("id", id)
                .bind("reference", started.reference())
                .bind("redirect_url", started.redirectUrl()));
    }

    /** The provider has declined to begin it. */
    public Mono<Payment> refused(UUID id, StartResult.Refused refused) {
        return one(REFUSED.bind("id", id).bind("code", refused.code()).bind("words", refused.words()));
    }

    /** Closes all of an order that is not paid, in the caller's transaction, which has locked the order. */
    public Mono<Void> supersede(UUID orderId) {
        return db.update(SUPERSEDE.bind("order_id", orderId)).then();
    }

    /**
     * Empty when it is not there to be concluded: concluded already, being concluded, or not wanted any more.
     *
     * @param told whether its provider takes the money when it is told to
     */
    Mono<Payment> claim(UUID id, boolean told, Duration firstCheck) {
        return one(CLAIM.bind("id", id).bind("told", told).bind("wait", firstCheck.toSeconds()));
    }

    Mono<Boolean> isWanted(Payment payment) {
        return db.one(
                IS_WANTED
                        .bind("order_id", payment.orderId())
                        .bind("currency", payment.charge().currency())
                        .bind("amount_minor", payment.charge().minor()),
                first(Boolean.class));
    }

    private Mono<Payment> one(Sql.Call call) {
        return db.one(call, PaymentRows::read);
    }
}
