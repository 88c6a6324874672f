package io.ordergate.payment.ledger;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Review flags in PostgreSQL. */
@Repository
class ReviewFlagRepository {

    private static final UUID LAST = new UUID(-1, -1);

    /** Does not raise a flag again that a person has resolved, though the same is found at each check. */
    private static final Sql RAISE = Sql.of("""
            insert into payment_flags (id, payment_id, reason, reported_minor, reported_currency, transaction_id)
            select :id, :payment_id, :reason, :reported_minor, :reported_currency, nullif(:transaction_id, '')
             where :transaction_id = '' or :again or not exists (
                   select from payment_flags f
                    where f.payment_id = :payment_id and f.reason = :reason and f.transaction_id = :transaction_id
                      and f.reported_minor is not distinct from :reported_minor)
            on conflict do nothing""");

    private static final Sql FIND = select("f.id = :id");

    private static final Sql OPEN = select("""
            f.resolved_at is null and f.id < :before
             order by f.id desc limit :limit""");

    private static final Sql RESOLVE = Sql.of("""
            update payment_flags set resolved_at = now(), resolved_by = :account, note = :note
             where id = :id and resolved_at is null""");

    private final Db db;

    ReviewFlagRepository(Db db) {
        this.db = db;
    }

    /** Whether the flag is new. */
    Mono<Boolean> raise(UUID id, Payment payment, ReviewFlag.Reason reason, ProviderReport report) {
        var charge = report.charge();
        return db.updateOne(RAISE.bind("id", id)
                .bind("payment_id", payment.id())
                .bind("reason", reason.id())
                .bind("reported_minor", charge == null ? null : charge.minor(), Long.class)
                .bind("reported_currency", charge == null ? null : charge.currency(), String.class)
                .bind("transaction_id", report.transactionId())
                .bind("again", reason == ReviewFlag.Reason.DISPUTED || reason == ReviewFlag.Reason.REFUND_FAILED));
    }

    Mono<Page<ReviewFlag>> open(PageRequest request) {
        var after = request.after();
        return db.list(
                        OPEN.bind("before", after == null ? LAST : after.id()).bind("limit", request.fetch()),
                        ReviewFlagRepository::read)
                .map(rows -> Page.of(rows, request, flag -> Cursor.of(flag.id())));
    }

    Mono<ReviewFlag> find(UUID id) {
        return one(FIND.bind("id", id));
    }

    /** Whether the flag was open. */
    Mono<Boolean> resolve(UUID id, UUID account, String note) {
        return db.updateOne(RESOLVE.bind("id", id).bind("account", account).bind("note", note));
    }

    private static Sql select(String condition) {
        return Sql.of("""
                select f.id, f.payment_id, p.order_id, p.provider, f.reason, p.currency, p.amount_minor, f.reported_minor,
                       f.reported_currency, coalesce(f.transaction_id, p.transaction_id) as transaction_id, f.created_at,
                       f.resolved_at, f.note
                  from payment_flags f join payments p on p.id = f.payment_id
                 where {condition}""", Map.of("condition", condition));
    }

    private Mono<ReviewFlag> one(Sql.Call call) {
        return db.one(call, ReviewFlagRepository::read);
    }

    private static ReviewFlag read(Readable row) {
        return new ReviewFlag(
                value(row, "id", UUID.class),
                value(row, "payment_id", UUID.class),
                value(row, "order_id", UUID.class),
                value(row, "provider", String.class),
                value(row, "reason", String.class),
                new Charge(value(row, "currency", String.class), value(row, "amount_minor", Long.class)),
                reported(row),
                row.get("transaction_id", String.class),
                value(row, "created_at", Instant.class),
                row.get("resolved_at", Instant.class),
                row.get("note", String.class));
    }

    private static @Nullable Charge reported(Readable row) {
        var minor = row.get("reported_minor", Long.class);
        var currency = row.get("reported_currency", String.class);
        return minor == null || currency == null ? null : new Charge(currency, minor);
    }
}
