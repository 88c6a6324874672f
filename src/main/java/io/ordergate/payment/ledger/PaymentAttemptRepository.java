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

/** Attempts to pay in PostgreSQL: how one begins, is closed, and is claimed by the node that concludes it. */
@Repository
class PaymentAttemptRepository {

    /** Whether an attempt {@code o} for this amount was refused by this provider. */
    private static final String REFUSED_BEFORE = """
            o.refusal is not null and o.status = 'failed' and o.provider = :provider and o.currency = :currency
            and o.amount_minor = :amount_minor""";

    private static final Sql FIND_REFUSED =
            Sql.of("""
            select {columns} from payments o
             where o.order_id = :order_id and {refused_before}
             order by o.attempt desc limit 1""", Map.of("columns", PaymentRows.COLUMNS.replace("p.", "o."), "refused_before", REFUSED_BEFORE));

    /** Makes no row when another attempt of the order is open: two unique indexes prevent that. */
    private static final Sql BEGIN =
            Sql.of("""
            insert into payments as p (id, order_id, attempt, provider, currency, amount_minor, check_at)
            select :id, :order_id, coalesce(max(o.attempt), 0) + 1, :provider, :currency, :amount_minor,
                   case when :remote then now() + :wait * interval '1 second' end
              from payments o where o.order_id = :order_id
            having count(*) filter (where {refused_before}) = 0
            on conflict do nothing
            returning {columns}""", Map.of("refused_before", REFUSED_BEFORE, "columns", PaymentRows.COLUMNS));

    /** The attempt with which a customer may still pay: the authorised one, else the open one, else the last that failed. */
    private static final Sql UNPAID = Sql.of("""
            select {columns} from payments p
             where p.order_id = :order_id and p.captured_minor = 0
             order by p.status = 'authorised' desc, p.status in ('pending', 'unknown') desc, p.attempt desc
             limit 1""", Map.of("columns", PaymentRows.COLUMNS));

    private static final Sql START = Sql.of("""
            update payments p
               set reference = :reference, redirect_url = nullif(:redirect_url, ''), refusal = null, updated_at = now()
             where p.id = :id
            returning {columns}""", Map.of("columns", PaymentRows.COLUMNS));

    private static final Sql REFUSE = Sql.of("""
            update payments p
               set status = 'failed', reason = :code, refusal = :words, check_at = null, updated_at = now()
             where p.id = :id and p.status = 'pending' and p.reference is null
            returning {columns}""", Map.of("columns", PaymentRows.COLUMNS));

    /** Closes open attempts, and failed ones that could be reopened: the order is about to cost another amount. */
    private static final Sql SUPERSEDE = Sql.of("""
            update payments p
               set status = 'failed', reason = 'superseded', redirect_url = null, updated_at = now()
             where p.order_id = :order_id and p.status in ('pending', 'failed')""");

    /**
     * Makes the payment unknown before its provider concludes it, so that no other node does the same. A provider that captures on
     * conclude is not called for an amount that is not due any more.
     */
    private static final Sql CLAIM = Sql.of(
            """
            update payments p
               set status = 'unknown', checks = 0, check_at = now() + :wait * interval '1 second', updated_at = now()
             where p.id = :id and p.status in ('pending', 'failed')
               and not (:captures and coalesce(p.reason, '') = 'superseded')
               and exists (select from {orders}
                            where o.id = p.order_id and not {undone} and {due} > 0
                              and (not :captures or (p.currency, p.amount_minor) = (o.currency, {due})))
            returning {columns}""",
            Map.of(
                    "orders",
                    OrderSql.ORDERS,
                    "undone",
                    OrderSql.UNDONE,
                    "due",
                    PaymentRepository.DUE,
                    "columns",
                    PaymentRows.COLUMNS));

    /** Whether the authorised amount is the one that is due, and should be captured. */
    private static final Sql IS_WANTED =
            Sql.of("""
            select not {undone} and o.currency = :currency and {due} = :amount_minor as wanted
              from {orders} where o.id = :order_id""", Map.of("undone", OrderSql.UNDONE, "due", PaymentRepository.DUE, "orders", OrderSql.ORDERS));

    private final Db db;

    PaymentAttemptRepository(Db db) {
        this.db = db;
    }

    /** The attempt for this amount that the provider has refused. */
    Mono<Payment> findRefused(UUID orderId, Charge charge, PaymentProvider provider) {
        return one(FIND_REFUSED
                .bind("order_id", orderId)
                .bind("provider", provider.name())
                .bind("currency", charge.currency())
                .bind("amount_minor", charge.minor()));
    }

    /** A new attempt; empty when another one of the order is open, or was refused for the same amount. */
    Mono<Payment> begin(UUID id, UUID orderId, PaymentProvider provider, Charge charge, Duration firstCheck) {
        return one(BEGIN.bind("id", id)
                .bind("order_id", orderId)
                .bind("provider", provider.name())
                .bind("currency", charge.currency())
                .bind("amount_minor", charge.minor())
                .bind("remote", provider.isRemote())
                .bind("wait", firstCheck.toSeconds()));
    }

    Mono<Payment> unpaid(UUID orderId) {
        return one(UNPAID.bind("order_id", orderId));
    }

    Mono<Payment> start(UUID id, StartResult.Started result) {
        return one(START.bind("id", id)
                .bind("reference", result.reference())
                .bind("redirect_url", result.redirectUrl().value()));
    }

    /** The attempt, failed, with the words of the provider that has refused it. */
    Mono<Payment> refuse(UUID id, StartResult.Refused result) {
        return one(REFUSE.bind("id", id).bind("code", result.code()).bind("words", result.words()));
    }

    /** Closes the unpaid attempts of an order, in the caller's transaction, which has locked the order. */
    Mono<Void> supersede(UUID orderId) {
        return db.update(SUPERSEDE.bind("order_id", orderId)).then();
    }

    /**
     * The payment, claimed by this call; empty when it is concluded, being concluded, or not due any more.
     *
     * @param captures whether its provider captures on conclude
     */
    Mono<Payment> claim(UUID id, boolean captures, Duration firstCheck) {
        return one(CLAIM.bind("id", id).bind("captures", captures).bind("wait", firstCheck.toSeconds()));
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
