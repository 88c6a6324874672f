package io.ordergate.payment.ledger;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Flags in PostgreSQL. */
@Repository
class FlagRepository {

    private static final UUID LAST = new UUID(-1, -1);

    /** What is found again at each look is not raised again after a person has looked at it. */
    private static final String RAISE = """
            insert into payment_flags (id, payment_id, reason, reported_minor, reported_currency, transaction_id)
            select :id, :payment_id, :reason, :reported_minor, :reported_currency, nullif(:transaction_id, '')
             where :transaction_id = '' or :again or not exists (
                   select from payment_flags f
                    where f.payment_id = :payment_id and f.reason = :reason and f.transaction_id = :transaction_id
                      and f.reported_minor is not distinct from :reported_minor)
            on conflict do nothing""";

    private static final String SELECT = """
            select f.id, f.payment_id, p.order_id, p.provider, f.reason, p.currency, p.amount_minor, f.reported_minor,
                   f.reported_currency, coalesce(f.transaction_id, p.transaction_id) as transaction_id, f.created_at,
                   f.resolved_at, f.note
              from payment_flags f join payments p on p.id = f.payment_id""";

    private static final String OPEN = SELECT + "\n" + """
             where f.resolved_at is null and f.id < :before
             order by f.id desc limit :limit""";

    private static final String RESOLVE = """
            update payment_flags set resolved_at = now(), resolved_by = :account, note = :note
             where id = :id and resolved_at is null""";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    FlagRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    /** Whether it was not there yet. */
    Mono<Boolean> raise(UUID id, Payment payment, FlagReason reason, ProviderReport report) {
        var charge = report.charge();
        return database.sql(RAISE)
                .bind("id", id)
                .bind("payment_id", payment.id())
                .bind("reason", reason.id())
                .bind("reported_minor", charge == null ? Parameters.in(R2dbcType.BIGINT) : charge.minor())
                .bind("reported_currency", charge == null ? Parameters.in(R2dbcType.VARCHAR) : charge.currency())
                .bind("transaction_id", report.transactionId())
                .bind("again", reason == FlagReason.DISPUTED || reason == FlagReason.REFUND_FAILED)
                .fetch()
                .rowsUpdated()
                .transform(timeout::within)
                .map(rows -> rows == 1);
    }

    Mono<Page<Flag>> open(PageRequest request) {
        var after = request.after();
        return database.sql(OPEN)
                .bind("before", after == null ? LAST : after.id())
                .bind("limit", request.fetch())
                .map(FlagRepository::read)
                .all()
                .collectList()
                .transform(timeout::within)
                .map(rows -> Page.of(rows, request, flag -> Cursor.of(flag.id())));
    }

    Mono<Flag> find(UUID id) {
        return one(database.sql(SELECT + " where f.id = :id").bind("id", id));
    }

    /** Whether it was open. */
    Mono<Boolean> resolve(UUID id, UUID account, String note) {
        return database.sql(RESOLVE)
                .bind("id", id)
                .bind("account", account)
                .bind("note", note)
                .fetch()
                .rowsUpdated()
                .transform(timeout::within)
                .map(rows -> rows == 1);
    }

    private Mono<Flag> one(GenericExecuteSpec statement) {
        return statement.map(FlagRepository::read).one().transform(timeout::within);
    }

    private static Flag read(Readable row) {
        return new Flag(
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
