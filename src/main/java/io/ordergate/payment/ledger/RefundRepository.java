package io.ordergate.payment.ledger;

import static io.ordergate.support.database.Rows.first;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.RefundStatus;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Refunds in PostgreSQL. A trigger reserves their sum in the payment, and a constraint refuses more than was captured. */
@Repository
class RefundRepository {

    private static final Sql FIND = select("r.id = :id");
    private static final Sql FIND_BY_REFERENCE = select("r.payment_id = :payment_id and r.reference = :reference");
    private static final Sql FIND_BY_KEY = select("r.request_key = :key and r.request_digest = :digest");

    private static final Sql REQUEST = Sql.of("""
            insert into refunds as r (id, payment_id, amount_minor, cause, request_key, request_digest, requested_by,
                                      check_at)
            values (:id, :payment_id, :amount_minor, :cause, nullif(:key, ''), nullif(:digest, ''), nullif(:account, '')::uuid, now())
            on conflict do nothing
            returning {refund_columns}""", Map.of("refund_columns", PaymentRows.REFUND_COLUMNS));

    /** A refund that was made without this service. */
    private static final Sql RECORD = Sql.of("""
            insert into refunds as r (id, payment_id, amount_minor, cause, status, reference, request_key, request_digest,
                                      requested_by)
            values (:id, :payment_id, :amount_minor, :cause, 'settled', nullif(:reference, ''), nullif(:key, ''), nullif(:digest, ''),
                    nullif(:account, '')::uuid)
            on conflict do nothing
            returning {refund_columns}""", Map.of("refund_columns", PaymentRows.REFUND_COLUMNS));

    private static final Sql CLAIM_DUE = claim("true");
    private static final Sql CLAIM_ONE = claim("d.id = :id");

    /** Changes no refund that is settled or failed. */
    private static final Sql TRANSITION = Sql.of("""
            update refunds r
               set status = :status, reference = coalesce(nullif(:reference, ''), r.reference),
                   reason = nullif(:reason, ''), check_at = case when not :over then r.check_at end, updated_at = now()
             where r.id = :id and r.status not in ('settled', 'failed')
            returning {refund_columns}""", Map.of("refund_columns", PaymentRows.REFUND_COLUMNS));

    /** Follows the settling of a refund, whose trigger has updated the sum in the payment. */
    private static final Sql SETTLE_PAYMENT = Sql.of("""
            update payments p
               set status = case when p.refunded_minor = p.captured_minor then 'refunded' else 'partially_refunded' end,
                   check_at = case when p.refunded_minor < p.captured_minor then p.check_at end, updated_at = now()
             where p.id = :id and p.refunded_minor > 0 and p.status <> 'refunded'
            returning {columns}""", Map.of("columns", PaymentRows.COLUMNS));

    /** Stores the sum that the provider reports, less refunds of this service that it may count before they are settled here. */
    private static final Sql REPORT = Sql.of("""
            update payments p
               set reported_refunded_minor = greatest(p.reported_refunded_minor, :reported - (
                     select coalesce(sum(r.amount_minor), 0) from refunds r
                      where r.payment_id = p.id and r.status in ('requested', 'unknown', 'pending')))
             where p.id = :id and p.reported_refunded_minor < :reported""");

    private static final Sql COUNT = Sql.of("select count_refunds(:id)");

    private static final Sql IS_TOO_MUCH = Sql.of("""
            select p.captured_minor > 0 and p.captured_minor < greatest(p.reported_refunded_minor, (
                     select coalesce(sum(r.amount_minor), 0) from refunds r
                      where r.payment_id = p.id and r.status = 'settled'))
              from payments p where p.id = :id""");

    private static final Sql FIND_PAYMENT =
            Sql.of("select {columns} from payments p where p.id = :id", Map.of("columns", PaymentRows.COLUMNS));

    private static final Sql KEY_TAKEN =
            Sql.of("select exists(select from refunds where request_key = :key and request_digest <> :digest)");

    private final Db db;

    RefundRepository(Db db) {
        this.db = db;
    }

    /** The refund, stored; empty when another refund of the payment is open, or one has this key. */
    Mono<Refund> request(RefundRequest request) {
        return one(REQUEST.bind("id", request.id())
                .bind("payment_id", request.paymentId())
                .bind("amount_minor", request.amountMinor())
                .bind("cause", request.cause())
                .bind("key", Objects.requireNonNullElse(request.key(), ""))
                .bind("digest", Objects.requireNonNullElse(request.digest(), ""))
                .bind(
                        "account",
                        request.account() == null ? "" : request.account().toString()));
    }

    /** The refund, stored as settled; empty when it was stored before. */
    Mono<Refund> record(RefundRequest request, String reference) {
        return one(RECORD.bind("id", request.id())
                .bind("payment_id", request.paymentId())
                .bind("amount_minor", request.amountMinor())
                .bind("cause", request.cause())
                .bind("reference", reference)
                .bind("key", Objects.requireNonNullElse(request.key(), ""))
                .bind("digest", Objects.requireNonNullElse(request.digest(), ""))
                .bind(
                        "account",
                        request.account() == null ? "" : request.account().toString()));
    }

    Mono<Refund> find(UUID id) {
        return one(FIND.bind("id", id));
    }

    Mono<Refund> findByReference(UUID paymentId, String reference) {
        return one(FIND_BY_REFERENCE.bind("payment_id", paymentId).bind("reference", reference));
    }

    /** The refund that was requested with this key and the same content. */
    Mono<Refund> findByKey(String key, String digest) {
        return one(FIND_BY_KEY.bind("key", key).bind("digest", digest));
    }

    /** Whether the key was used with other content. */
    Mono<Boolean> isKeyTaken(String key, String digest) {
        return db.one(KEY_TAKEN.bind("key", key).bind("digest", digest), first(Boolean.class));
    }

    Flux<Refund> claimDue(int size, Duration wait, Duration longest) {
        return claimed(db.jobs(), CLAIM_DUE.bind("size", size), wait, longest);
    }

    /** The refund, claimed by this call; empty when it is not due. */
    Mono<Refund> claim(UUID id, Duration wait, Duration longest) {
        return claimed(db, CLAIM_ONE.bind("size", 1).bind("id", id), wait, longest)
                .next();
    }

    Mono<Refund> transition(UUID id, RefundStatus to, RefundReport report) {
        return one(TRANSITION
                .bind("id", id)
                .bind("status", to.id())
                .bind("reference", report.reference())
                .bind("reason", report.reason())
                .bind("over", to.isOver()));
    }

    Mono<Payment> settlePayment(UUID paymentId) {
        return payment(SETTLE_PAYMENT.bind("id", paymentId));
    }

    /** The payment after its provider has reported the sum of its refunds. A smaller sum than before changes nothing. */
    Mono<Payment> reported(UUID paymentId, long minor) {
        return done(REPORT.bind("id", paymentId).bind("reported", minor))
                .then(done(COUNT.bind("id", paymentId)))
                .then(settlePayment(paymentId))
                .switchIfEmpty(payment(FIND_PAYMENT.bind("id", paymentId)));
    }

    /** Whether more was refunded than was captured. */
    Mono<Boolean> isTooMuch(UUID paymentId) {
        return db.one(IS_TOO_MUCH.bind("id", paymentId), first(Boolean.class));
    }

    private static Sql select(String condition) {
        return Sql.of(
                "select {columns} from refunds r where {condition}",
                Map.of("columns", PaymentRows.REFUND_COLUMNS, "condition", condition));
    }

    private static Sql claim(String which) {
        return Sql.of("""
                update refunds r
                   set checks = r.checks + 1,
                       check_at = now() + least(:wait * power(2, least(r.checks, 20)), :longest) * interval '1 second'
                 where r.id = any (array(
                   select d.id from refunds d where d.check_at <= now() and {which}
                    order by d.check_at limit :size for update skip locked))
                returning {columns}""", Map.of("which", which, "columns", PaymentRows.REFUND_COLUMNS));
    }

    private Mono<Void> done(Sql.Call call) {
        return db.update(call).then();
    }

    private Mono<Payment> payment(Sql.Call call) {
        return db.one(call, PaymentRows::read);
    }

    private static Flux<Refund> claimed(Db db, Sql.Call call, Duration wait, Duration longest) {
        return db.list(call.bind("wait", wait.toSeconds()).bind("longest", longest.toSeconds()), PaymentRows::refund)
                .flatMapIterable(refunds -> refunds);
    }

    private Mono<Refund> one(Sql.Call call) {
        return db.one(call, PaymentRows::refund);
    }
}
