package io.ordergate.payment.ledger;

import static io.ordergate.support.database.Rows.first;
import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.model.OrderSql;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The rows that a change of a payment writes, in the transaction of {@link Ledger}. An order is locked before its payments. */
@Repository
class LedgerRepository {

    private static final Sql RECORD = Sql.of("""
            insert into payment_events (provider, event_id, kind, payment_id, actor)
            values (:provider, :event_id, :kind, :payment_id, :actor)
            on conflict do nothing""");

    private static final Sql TRANSITION = Sql.of("""
            update payments p
               set status = :status,
                   captured_minor = case when :captured then p.amount_minor else p.captured_minor end,
                   surplus = :surplus,
                   transaction_id = coalesce(nullif(:transaction_id, ''), p.transaction_id),
                   reason = nullif(:reason, ''),
                   redirect_url = case when :ended then null else p.redirect_url end,
                   checks = 0,
                   check_at = case when :wait > 0 then now() + :wait * interval '1 second' end,
                   updated_at = now()
             where p.id = :id
            returning {columns}""", Map.of("columns", PaymentRows.COLUMNS));

    private static final Sql NAME = Sql.of("""
            update payments p set transaction_id = :transaction_id, updated_at = now() where p.id = :id
            returning {columns}""", Map.of("columns", PaymentRows.COLUMNS));

    private static final Sql LOCK_ORDER = Sql.of(OrderSql.lock(":id"));

    /** A statement of its own: it must see what the transaction has committed that held the lock before. */
    private static final Sql ORDER =
            Sql.of("""
            select {undone} as undone, o.currency, {due} as amount_minor
              from {orders} where o.id = :id""", Map.of("undone", OrderSql.UNDONE, "due", PaymentRepository.DUE, "orders", OrderSql.ORDERS));

    /**
     * Writes the sum of an order's payments to the order, with a new version and a line in its history. The order is paid when
     * they reach its total. Attempts that no provider has started do not count, and superseded ones are no failure.
     */
    private static final Sql UPDATE_ORDER =
            Sql.of("""
            with state as (
              select coalesce(
                       (select case when sum(p.refunded_minor) = sum(p.captured_minor) then 'refunded'
                                    when sum(p.refunded_minor) > 0 then 'partially_refunded'
                                    when sum(p.captured_minor) filter (where p.currency = o.currency) >= o.total_minor
                                      then 'paid'
                                    else 'partially_paid' end
                          from payments p where p.order_id = o.id and p.captured_minor > 0 and not p.surplus
                        having count(*) > 0),
                       case when o.total_minor = 0 then 'paid' end,
                       (select min(case p.status when 'authorised' then 'authorised' else 'pending' end)
                          from payments p
                         where p.order_id = o.id
                           and (p.status = 'authorised' or p.status in ('pending', 'unknown') and p.reference is not null)),
                       (select case p.reason when 'superseded' then 'pending' else 'failed' end
                          from payments p where p.order_id = o.id and p.status = 'failed' and p.reference is not null
                         order by p.attempt desc limit 1),
                       'pending') as payment_status
                from {orders} where o.id = :id),
            {shown}
            select payment_status from changed""", Map.of("orders", OrderSql.ORDERS, "shown", OrderSql.SHOW_PAYMENT));

    private final Db db;

    /**
     * What a payment needs to know of its order.
     *
     * @param undone whether nothing becomes of the order, so that its money goes back
     * @param due the amount that is still to be paid
     */
    record OrderState(boolean undone, Charge due) {}

    LedgerRepository(Db db) {
        this.db = db;
    }

    /** Whether the notice is new. */
    Mono<Boolean> record(PaymentNotice notice, UUID paymentId) {
        return db.updateOne(RECORD.bind("provider", notice.provider())
                .bind("event_id", notice.eventId())
                .bind("kind", notice.kind())
                .bind("payment_id", paymentId)
                .bind("actor", notice.actor()));
    }

    /** The payment in this status. Without a time until the next check it is not queried again. */
    Mono<Payment> transition(UUID id, PaymentStatus to, boolean surplus, ProviderReport report, Duration nextCheck) {
        return db.one(
                TRANSITION
                        .bind("id", id)
                        .bind("status", to.id())
                        .bind("captured", to.isCaptured())
                        .bind("surplus", surplus)
                        .bind("transaction_id", to == PaymentStatus.FAILED ? "" : report.transactionId())
                        .bind("reason", report.reason())
                        .bind("ended", to.isCaptured() || to == PaymentStatus.FAILED)
                        .bind("wait", nextCheck.toSeconds()),
                PaymentRows::read);
    }

    /** The payment with another name of its money. */
    Mono<Payment> name(UUID id, String transactionId) {
        return db.one(NAME.bind("id", id).bind("transaction_id", transactionId), PaymentRows::read);
    }

    /** The order, locked until the transaction ends. */
    Mono<OrderState> lockOrder(UUID orderId) {
        return db.update(LOCK_ORDER.bind("id", orderId)).then().then(order(orderId));
    }

    private Mono<OrderState> order(UUID orderId) {
        return db.one(
                ORDER.bind("id", orderId),
                row -> new OrderState(value(row, "undone", Boolean.class), PaymentRows.charge(row)));
    }

    /** The new payment status of the order; empty when it has not changed. */
    Mono<String> updateOrder(UUID orderId) {
        return db.one(UPDATE_ORDER.bind("id", orderId), first(String.class));
    }
}
