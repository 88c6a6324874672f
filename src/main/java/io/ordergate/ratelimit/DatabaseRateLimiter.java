package io.ordergate.ratelimit;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.spi.Readable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Budgets of all nodes in PostgreSQL, for calls that have no statement of their own to acquire in. */
class DatabaseRateLimiter implements RateLimiter {

    private static final Sql ACQUIRE = Sql.of(
            """
            with {asked},
            {full},
            {taken}
            select o.all_or_nothing, s.*
              from (select {all_or_nothing} as all_or_nothing) o
              left join (
                select true as is_taken, {acquired} from taken_budgets t
                union all
                select false, r.* from {refusal} r) s on true""",
            Map.of(
                    "asked", BudgetSql.ASKED,
                    "full", BudgetSql.FULL,
                    "taken", BudgetSql.taken(""),
                    "all_or_nothing", BudgetSql.allOrNothing(""),
                    "acquired", BudgetSql.ACQUIRED,
                    "refusal", BudgetSql.REFUSAL));

    private static final Sql RELEASE = Sql.of("""
            update budgets b
               set taken = greatest(b.taken - r.count, 0), taken_2 = greatest(b.taken_2 - r.count, 0)
              from unnest(:keys::text[], :counts::bigint[]) as r (key, count)
             where b.key = r.key
               and b.key = any (array(
                 select k.key from budgets k where k.key = any (:keys::text[]) order by k.key for update))""");

    private final Db db;

    DatabaseRateLimiter(Db db) {
        this.db = db;
    }

    @Override
    public Mono<List<RateLimitDecision>> acquire(List<Budget> budgets) {
        return db.list(BudgetSql.bind(ACQUIRE.call(), budgets), StateRow::read)
                .retryWhen(BudgetSql.lost())
                .map(rows -> decisions(budgets, rows));
    }

    @Override
    public Mono<Void> release(List<Budget> budgets) {
        return db.update(RELEASE.bind("keys", budgets.stream().map(Budget::name).toArray(String[]::new))
                        .bind("counts", budgets.stream().map(Budget::count).toArray(Long[]::new)))
                .then();
    }

    private static List<RateLimitDecision> decisions(List<Budget> budgets, List<StateRow> rows) {
        var states = new HashMap<String, BudgetState>();
        rows.forEach(row -> states.put(row.budget(), row.state()));
        return rows.get(0).isTaken() ? BudgetState.granted(budgets, states) : BudgetState.refused(budgets, states);
    }

    private record StateRow(String budget, boolean isTaken, BudgetState state) {

        private static StateRow read(Readable row) {
            return new StateRow(
                    value(row, "budget", String.class), value(row, "is_taken", Boolean.class), BudgetSql.state(row));
        }
    }
}
