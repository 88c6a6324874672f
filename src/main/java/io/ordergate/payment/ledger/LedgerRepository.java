package io.ordergate.payment.ledger;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.support.database.QueryTimeout;
import java.time.Duration;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** What a change of a payment writes, in the transaction of {@link Ledger}. Locks: order, then payment. */
@Repository
public class LedgerRepository {

    private static final String NOTE = """
            insert into payment_events (provider, event_id, kind, payment_id, actor)
            values (:provider, :event_id, :kind, :payment_id, :actor)
            on conflict do nothing""";

    private static final String MOVE = """
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
            returning %s""".formatted(PaymentRows.COLUMNS);

    private static final String LOCK_ORDER = "select from orders o where o.id = :id for no key update";

    /** A statement of its own, since it must see what those have committed for whose locks we waited. */
    private static final String ORDER = """
            select o.status = 'cancelled' as cancelled, o.currency, %s as amount_minor
              from orders o where o.id = :id""".formatted(PaymentRepository.DUE);

    /**
     * The order shows the payments that count, with a new version and a line in its history. It is paid when they reach its
     * total. What no provider has begun shows nowhere, and what was closed for other terms is no failure.
     */
    private static final String FOLLOW = """
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
                from orders o where o.id = :id),
            changed as (
              update orders o
                 set payment_status = s.payment_status, version = o.version + 1, updated_at = now()
                from state s
               where o.id = :id and o.payment_status <> s.payment_status
              returning o.id, o.version, o.status, o.payment_status),
            history as (
              insert into order_events (order_id, version, actor, from_status, to_status, note)
              select id, version, 'system', status, status, 'payment ' || payment_status from changed)
            select payment_status from changed""";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    /**
     * What a payment finds.
     *
     * @param due what is still to be paid
     */
    public record OrderState(boolean cancelled, Charge due) {}

    LedgerRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    /** Whether this happened for the first time. */
    Mono<Boolean> note(PaymentNotice notice, UUID paymentId) {
        return database.sql(NOTE)
                .bind("provider", notice.provider())
                .bind("event_id", notice.eventId())
                .bind("kind", notice.kind())
                .bind("payment_id", paymentId)
                .bind("actor", notice.actor())
                .fetch()
                .rowsUpdated()
                .transform(timeout::within)
                .map(rows -> rows == 1);
    }

    /** The payment after this; without a time until the next check, nobody asks about it again. */
    Mono<Payment> move(UUID id, PaymentStatus to, boolean surplus, ProviderReport report, Duration nextCheck) {
        return database.sql(MOVE)
                .bind("id", id)
                .bind("status", to.id())
                .bind("captured", to.isCaptured())
                .bind("surplus", surplus)
                .bind("transaction_id", to == PaymentStatus.FAILED ? "" : report.transactionId())
                .bind("reason", report.reason())
                .bind("ended", to.isCaptured() || to == PaymentStatus.FAILED)
                .bind("wait", nextCheck.toSeconds())
                .map(PaymentRows::read)
                .one()
                .transform(timeout::within);
    }

    /** The order as it stays until the transaction ends. */
    public Mono<OrderState> lockOrder(UUID orderId) {
        return database.sql(LOCK_ORDER)
                .bind("id", orderId)
                .then()
                .transform(timeout::within)
                .then(order(orderId));
    }

    private Mono<OrderState> order(UUID orderId) {
        return database.sql(ORDER)
                .bind("id", orderId)
                .map(row -> new OrderState(value(row, "cancelled", Boolean.class), PaymentRows.charge(row)))
                .one()
                .transform(timeout::within);
    }

    /** What the order now shows; empty when it showed that already. */
    Mono<String> follow(UUID orderId) {
        return database.sql(FOLLOW)
                .bind("id", orderId)
                .mapValue(String.class)
                .one()
                .transform(timeout::within);
    }
}
