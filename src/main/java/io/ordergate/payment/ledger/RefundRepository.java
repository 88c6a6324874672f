package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.RefundRequest;
import io.ordergate.payment.provider.RefundStatus;
import io.ordergate.support.database.JobSql;
import io.ordergate.support.database.QueryTimeout;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Refunds in PostgreSQL. A trigger reserves their sum in the payment, which refuses more than was captured. */
@Repository
public class RefundRepository {

    private static final String SELECT = "select " + PaymentRows.REFUND_COLUMNS + " from refunds r where ";

    private static final String REQUEST = """
            insert into refunds as r (id, payment_id, amount_minor, cause, request_key, request_digest, requested_by,
                                      check_at)
            values (:id, :payment_id, :amount_minor, :cause, nullif(:key, ''), nullif(:digest, ''), nullif(:account, '')::uuid, now())
            on conflict do nothing
            returning %s""".formatted(PaymentRows.REFUND_COLUMNS);

    /** A refund that was made without this service. */
    private static final String RECORD = """
            insert into refunds as r (id, payment_id, amount_minor, cause, status, reference, requested_by)
            values (:id, :payment_id, :amount_minor, :cause, 'settled', nullif(:reference, ''), nullif(:account, '')::uuid)
            on conflict do nothing
            returning %s""".formatted(PaymentRows.REFUND_COLUMNS);

    private static final String CLAIM = """
            update refunds r
               set checks = r.checks + 1,
                   check_at = now() + least(:wait * power(2, least(r.checks, 20)), :longest) * interval '1 second'
             where r.id = any (array(
               select d.id from refunds d where d.check_at <= now() and %s
                order by d.check_at limit :size for update skip locked))
            returning %s""";

    private static final String CLAIM_DUE = CLAIM.formatted("true", PaymentRows.REFUND_COLUMNS);
    private static final String CLAIM_ONE = CLAIM.formatted("d.id = :id", PaymentRows.REFUND_COLUMNS);

    /** Empty when it is over already. */
    private static final String MOVE = """
            update refunds r
               set status = :status, reference = coalesce(nullif(:reference, ''), r.reference),
                   reason = nullif(:reason, ''), check_at = case when not :over then r.check_at end, updated_at = now()
             where r.id = :id and r.status not in ('settled', 'failed')
            returning %s""".formatted(PaymentRows.REFUND_COLUMNS);

    /** After a refund was settled: its trigger has added it up. */
    private static final String SETTLE_PAYMENT = """
            update payments p
               set status = case when p.refunded_minor = p.captured_minor then 'refunded' else 'partially_refunded' end,
                   check_at = case when p.refunded_minor < p.captured_minor then p.check_at end, updated_at = now()
             where p.id = :id and p.refunded_minor > 0 and p.status <> 'refunded'
            returning %s""".formatted(PaymentRows.COLUMNS);

    /** What the provider says beyond the refunds of this service that it may have counted and not settled yet. */
    private static final String REPORT = """
            update payments p
               set reported_refunded_minor = greatest(p.reported_refunded_minor, :reported - (
                     select coalesce(sum(r.amount_minor), 0) from refunds r
                      where r.payment_id = p.id and r.status in ('requested', 'unknown', 'pending')))
             where p.id = :id and p.reported_refunded_minor < :reported""";

    private static final String COUNT = "select count_refunds(:id)";

    private static final String IS_TOO_MUCH = """
            select p.captured_minor > 0 and p.captured_minor < greatest(p.reported_refunded_minor, (
                     select coalesce(sum(r.amount_minor), 0) from refunds r
                      where r.payment_id = p.id and r.status = 'settled'))
              from payments p where p.id = :id""";

    private static final String FIND_PAYMENT = "select " + PaymentRows.COLUMNS + " from payments p where p.id = :id";

    private static final String KEY_TAKEN =
            "select exists(select from refunds where request_key = :key and request_digest <> :digest)";

    private final DatabaseClient database;
    private final JobSql jobs;
    private final QueryTimeout timeout;

    RefundRepository(DatabaseClient database, JobSql jobs, QueryTimeout timeout) {
        this.database = database;
        this.jobs = jobs;
        this.timeout = timeout;
    }

    /** Empty when another refund of the payment is being asked for, or one of this key. */
    Mono<Refund> request(RefundRequest request) {
        return one(database.sql(REQUEST)
                .bind("id", request.id())
                .bind("payment_id", request.paymentId())
                .bind("amount_minor", request.amountMinor())
                .bind("cause", request.cause())
                .bind("key", Objects.requireNonNullElse(request.key(), ""))
                .bind("digest", Objects.requireNonNullElse(request.digest(), ""))
                .bind(
                        "account",
                        request.account() == null ? "" : request.account().toString()));
    }

    /** Empty when it is recorded already. */
    Mono<Refund> record(RefundRequest request, String reference) {
        return one(database.sql(RECORD)
                .bind("id", request.id())
                .bind("payment_id", request.paymentId())
                .bind("amount_minor", request.amountMinor())
                .bind("cause", request.cause())
                .bind("reference", reference)
                .bind(
                        "account",
                        request.account() == null ? "" : request.account().toString()));
    }

    public Mono<Refund> find(UUID id) {
        return one(database.sql(SELECT + "r.id = :id").bind("id", id));
    }

    public Mono<Refund> findByReference(UUID paymentId, String reference) {
        return one(database.sql(SELECT + "r.payment_id = :payment_id and r.reference = :reference")
                .bind("payment_id", paymentId)
                .bind("reference", reference));
    }

    /** The refund that was asked for under this key, if what was asked is the same. */
    Mono<Refund> findByKey(String key, String digest) {
        return one(database.sql(SELECT + "r.request_key = :key and r.request_digest = :digest")
                .bind("key", key)
                .bind("digest", digest));
    }

    /** Whether the key was used for something else. */
    Mono<Boolean> isKeyTaken(String key, String digest) {
        return database.sql(KEY_TAKEN)
                .bind("key", key)
                .bind("digest", digest)
                .mapValue(Boolean.class)
                .one()
                .transform(timeout::within);
    }

    Flux<Refund> claimDue(int size, Duration wait, Duration longest) {
        return claimed(jobs.sql(CLAIM_DUE).bind("size", size), wait, longest);
    }

    /** Empty when it is not its time. */
    Mono<Refund> claim(UUID id, Duration wait, Duration longest) {
        return claimed(database.sql(CLAIM_ONE).bind("size", 1).bind("id", id), wait, longest)
                .next();
    }

    Mono<Refund> move(UUID id, RefundStatus to, RefundReport report) {
        return one(database.sql(MOVE)
                .bind("id", id)
                .bind("status", to.id())
                .bind("reference", report.reference())
                .bind("reason", report.reason())
                .bind("over", to.isOver()));
    }

    Mono<Payment> settlePayment(UUID paymentId) {
        return payment(database.sql(SETTLE_PAYMENT).bind("id", paymentId));
    }

    /** The payment of which so much has gone back, as its provider says; less than is known changes nothing. */
    Mono<Payment> reported(UUID paymentId, long minor) {
        return done(database.sql(REPORT).bind("id", paymentId).bind("reported", minor))
                .then(done(database.sql(COUNT).bind("id", paymentId)))
                .then(settlePayment(paymentId))
                .switchIfEmpty(payment(database.sql(FIND_PAYMENT).bind("id", paymentId)));
    }

    /** Whether more of the payment has gone back than was paid. */
    Mono<Boolean> isTooMuch(UUID paymentId) {
        return database.sql(IS_TOO_MUCH)
                .bind("id", paymentId)
                .mapValue(Boolean.class)
                .one()
                .transform(timeout::within);
    }

    private Mono<Void> done(GenericExecuteSpec statement) {
        return statement.then().transform(timeout::within);
    }

    private Mono<Payment> payment(GenericExecuteSpec statement) {
        return statement.map(PaymentRows::read).one().transform(timeout::within);
    }

    private Flux<Refund> claimed(GenericExecuteSpec statement, Duration wait, Duration longest) {
        return statement
                .bind("wait", wait.toSeconds())
                .bind("longest", longest.toSeconds())
                .map(PaymentRows::refund)
                .all()
                .collectList()
                .transform(timeout::within)
                .flatMapIterable(refunds -> refunds);
    }

    private Mono<Refund> one(GenericExecuteSpec statement) {
        return statement.map(PaymentRows::refund).one().transform(timeout::within);
    }
}
