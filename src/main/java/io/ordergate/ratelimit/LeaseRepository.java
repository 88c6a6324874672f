package io.ordergate.ratelimit;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ratelimit.Lease.Grant;
import io.ordergate.ratelimit.Lease.Report;
import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.transaction.reactive.TransactionContext;
import reactor.core.publisher.Mono;

/** Leases in PostgreSQL, in statements that commit by themselves, since their one row is everybody's. */
class LeaseRepository {

    private static final Sql ACQUIRE = Sql.of("""
            select granted, remaining, ends_ms, wait_ms
              from acquire_lease(:key, :node, :life, :held, :needed, :quota, :period, :quota_2, :period_2)""");

    private static final Sql REPORT = Sql.of("""
            with reports as materialized (
              select * from unnest(:keys::text[], :released::bigint[], :held::bigint[]) as r (key, released, held)),
            back as (
              update budgets b
                 set taken = greatest(b.taken - r.released, 0), taken_2 = greatest(b.taken_2 - r.released, 0)
                from reports r
               where b.key = r.key and r.released > 0
                 and b.key = any (array(
                   select k.key from budgets k where k.key = any (:keys::text[]) order by k.key for update))),
            ended as (
              delete from budget_leases l using reports r
               where l.key = r.key and l.key = any (:keys::text[]) and l.node = :node and r.held = 0)
            update budget_leases l
               set held = r.held, expires_at = now() + :life * interval '1 millisecond'
              from reports r
             where l.key = r.key and l.key = any (:keys::text[]) and l.node = :node and r.held > 0""");

    private final Db db;
    private final UUID node;

    LeaseRepository(Db db, UUID node) {
        this.db = db;
        this.node = node;
    }

    Mono<Grant> acquire(Budget budget, long held) {
        var windows = budget.policy().windows();
        var first = windows.get(0);
        var last = windows.get(windows.size() - 1);
        var call = ACQUIRE.bind("key", budget.name())
                .bind("node", node)
                .bind("life", Lease.LIFE.toMillis())
                .bind("held", held)
                .bind("needed", budget.count())
                .bind("quota", first.quota())
                .bind("period", first.period().toMillis())
                .bind("quota_2", last.quota())
                .bind("period_2", last.period().toMillis());
        return alone(db.one(
                call,
                row -> new Grant(
                        value(row, "granted", Long.class),
                        value(row, "remaining", Long.class),
                        Duration.ofMillis(value(row, "ends_ms", Long.class)),
                        Duration.ofMillis(value(row, "wait_ms", Long.class)))));
    }

    Mono<Void> report(List<Report> reports) {
        return alone(db.update(REPORT.bind(
                                "keys", reports.stream().map(Report::budget).toArray(String[]::new))
                        .bind("released", reports.stream().map(Report::released).toArray(Long[]::new))
                        .bind("held", reports.stream().map(Report::held).toArray(Long[]::new))
                        .bind("node", node)
                        .bind("life", Lease.LIFE.toMillis())))
                .then();
    }

    /** Outside of the transaction that the caller may be in. */
    private static <T> Mono<T> alone(Mono<T> statement) {
        return statement.contextWrite(context -> context.delete(TransactionContext.class));
    }
}
