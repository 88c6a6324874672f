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

/** What a change of a payment writes, in the transaction of {@link Ledger}. Locks: order, then payment. */
@Repository
public class LedgerRepository {

    private static final Sql NOTE = Sql.of("""
            insert into payment_events (provider, event_id, kind, payment_id, actor)
            values (:provider, :event_id, :kind, :payment_id, :actor)
            on conflict do nothing""");

    private static final Sql MOVE = Sql.of("""
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

    private static final Sql LOCK_ORDER = Sql.of(OrderSql.lock(":id"));

    /** A statement of its own, since it must see what those have committed for whose locks we waited. */
    private static final Sql ORDER = Sql.of("""
            select o.status = 'cancelled' as cancelled, o.currency, {due} as amount_minor
              from {orders} where o.id = :id""", Map.of("due", PaymentRepository.DUE, "orders", OrderSql.ORDERS));

    /**
     * The order shows the payments that count, with a new version and a line in its history. It is paid when they reach its
     * total. What no provider has begun shows nowhere, and what was closed for other terms is no failure.
     */
    private static final Sql FOLLOW = Sql.of("""
            with state as (
              select coalesce(
                       (select case when sum(p.refunded_minor) = sum(p.captured_minor) then 'refunded'
                                    when sum(p.refunded_minor) > 0 then 'partially_refunded'
                                    when sum(p.captured_minor) filter (where p.currency = o.currency) >= o.total_minor
                                      then 'paid'
                                    else 'partially_paid' end
                          from payments p where p.order_id = o.id and p.captured_minor > 0 and not p.surplus
                        having count(*) > 0),
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
     * What a payment finds.
     *
     * @param due what is still to be paid
     */
    public record OrderState(boolean cancelled, Charge due) {}

    LedgerRepository(Db db) {
        this.db = db;
    }

    /** Whether this happened for the first time. */
    Mono<Boolean> note(PaymentNotice notice, UUID paymentId) {
        return db.updateOne(NOTE.bind("provider", notice.provider())
                .bind("event_id", notice.eventId())
                .bind("kind", notice.kind())
                .bind("payment_id", paymentId)
                .bind("actor", notice.actor()));
    }

    /** The payment after this; without a time until the next check, nobody asks about it again. */
    Mono<Payment> move(UUID id, PaymentStatus to, boolean surplus, ProviderReport report, Duration nextCheck) {
        return db.one(
                MOVE.bind("id", id)
                        .bind("status", to.id())
                        .bind("captured", to.isCaptured())
                        .bind("surplus", surplus)
                        .bind("transaction_id", to == PaymentStatus.FAILED ? "" : report.transactionId())
                        .bind("reason", report.reason())
                        .bind("ended", to.isCaptured() || to == PaymentStatus.FAILED)
                        .bind("wait", nextCheck.toSeconds()),
                PaymentRows::read);
    }

    /** The order as it stays until the transaction ends. */
    public Mono<OrderState> lockOrder(UUID orderId) {
        return db.update(LOCK_ORDER.bind("id", orderId)).then().then(order(orderId));
    }

    private Mono<OrderState> order(UUID orderId) {
        return db.one(
                ORDER.bind("id", orderId),
                row -> new OrderState(value(row, "cancelled", Boolean.class), PaymentRows.charge(row)));
    }

    /** What the order now shows; empty when it showed that already. */
    Mono<String> follow(UUID orderId) {
        return db.one(FOLLOW.bind("id", orderId), first(String.class));
    }
}
