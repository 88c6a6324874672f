package io.ordergate.ratelimit;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ratelimit.BudgetState.WindowState;
import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.support.database.Sql;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import reactor.util.retry.Retry;

/**
 * The pieces of SQL by which a statement acquires from budgets and does what they are for, or neither. Rows are locked in the
 * order of their keys, so that two statements never wait for each other.
 */
public final class BudgetSql {

    /** The first expression: the budgets that a statement asks for; none where they are kept elsewhere. */
    public static final String ASKED = """
            asked_budgets as materialized (
              select * from unnest(:budget_keys::text[], :budget_counts::bigint[],
                                   :budget_quotas::bigint[], :budget_periods::bigint[],
                                   :budget_quotas_2::bigint[], :budget_periods_2::bigint[])
                as a (key, count, quota, period, quota_2, period_2))""";

    /** The second expression: those of them that have too little left, before anybody waits for a row. */
    public static final String FULL = """
            full_budgets as materialized (
              select a.key from asked_budgets a cross join lateral (
                select from budgets b
                 where b.key = a.key
                   and ((b.until > now() and b.taken + a.count > a.quota)
                        or (b.until_2 > now() and b.taken_2 + a.count > a.quota_2)) offset 0) b)""";

    /**
     * For the final {@code select}: the states of the budgets, as {@link #state} reads them, if one has too little left; nothing of
     * them was acquired then.
     */
    public static final String REFUSAL =
            Sql.fragment("""
            (select a.key as budget,
                    case when b.until > now() then b.taken else 0 end as taken,
                    case when b.until > now() then {left} else a.period end as reset,
                    case when b.until_2 > now() then b.taken_2 else 0 end as taken_2,
                    case when b.until_2 > now() then {left_2} else a.period_2 end as reset_2
               from asked_budgets a left join lateral (
                 select * from budgets c where c.key = a.key offset 0) b on true
              where exists (select from full_budgets))""", Map.of("left", left("b.until"), "left_2", left("b.until_2")));

    /** Deletes the budgets in whose keys a phone is; reads them all, and locks them in the order in which everybody does. */
    public static final String ERASE = """
            delete from budgets where key = any (array(
              select key from budgets where position(:phone::text in key) > 0 order by key for update))""";

    /** How much of the state of an acquired budget {@link #state} reads. */
    static final String ACQUIRED = Sql.fragment(
            "t.key as budget, t.taken, {left} as reset, t.taken_2, {left_2} as reset_2",
            Map.of("left", left("t.until"), "left_2", left("t.until_2")));

    private static final String DIVISION_BY_ZERO = "22012";
    private static final int TRIES = 5;

    private BudgetSql() {}

    /**
     * The expression {@code taken_budgets}, which acquires from all budgets of {@link #ASKED} if none is full.
     *
     * @param rows what there has to be a row of, such as {@code " cross join turn"}; nothing is acquired without one
     */
    public static String taken(String rows) {
        return Sql.fragment("""
                taken_budgets as (
                  insert into budgets as b (key, taken, until, taken_2, until_2)
                  select a.key, a.count, now() + a.period * interval '1 millisecond',
                         a.count, now() + a.period_2 * interval '1 millisecond'
                    from asked_budgets a{rows}
                   where not exists (select from full_budgets)
                   order by a.key
                  on conflict (key) do update
                     set taken = excluded.taken + case when b.until > now() then b.taken else 0 end,
                         until = case when b.until > now() then b.until else excluded.until end,
                         taken_2 = excluded.taken + case when b.until_2 > now() then b.taken_2 else 0 end,
                         until_2 = case when b.until_2 > now() then b.until_2 else excluded.until_2 end
                   where exists (
                     select from asked_budgets a
                      where a.key = b.key
                        and (b.until <= now() or b.taken + a.count <= a.quota)
                        and (b.until_2 <= now() or b.taken_2 + a.count <= a.quota_2))
                  returning b.key, b.taken, b.until, b.taken_2, b.until_2)""", Map.of("rows", rows));
    }

    /**
     * A number that is 1, or a division by zero, which undoes the whole statement: where others have at the same moment taken what
     * was left when the statement began. The statement is repeated then ({@link #lost}).
     *
     * @param rows those of {@link #taken}
     */
    public static String allOrNothing(String rows) {
        return Sql.fragment("""
                1 / case when exists (select from full_budgets)
                           or (select count(*) from taken_budgets) = (select count(*) from asked_budgets{rows})
                         then 1 else 0 end""", Map.of("rows", rows));
    }

    /**
     * An expression that releases the budgets of codes that were typed back: those of the address that asked for the code, and
     * those of the address for the phone.
     *
     * @param codes rows with {@code client_address}, {@code phone}, {@code sends} and {@code consumed_at}
     */
    public static String released(String codes) {
        return Sql.fragment(
                """
                released as (
                  update budgets b
                     set taken = greatest(b.taken - c.sends, 0), taken_2 = greatest(b.taken_2 - c.sends, 0)
                    from {codes} c
                   where :release and c.consumed_at is not null
                     and b.key = any (array(
                       select k.key
                         from {codes} a
                         cross join lateral (select {network_56} as wide, {network_48} as widest) n
                         cross join lateral unnest(array[
                           '{unanswered} ' || a.client_address,
                           '{unanswered}-56 ' || n.wide,
                           '{unanswered}-48 ' || n.widest,
                           '{caller} ' || a.phone || ' ' || coalesce(n.widest, a.client_address)]) as u (key)
                         join budgets k on k.key = u.key
                        order by k.key for update of k)))""",
                Map.of(
                        "codes",
                        codes,
                        "unanswered",
                        RateLimitPolicies.UNANSWERED,
                        "caller",
                        RateLimitPolicies.CALLER,
                        "network_56",
                        network(56),
                        "network_48",
                        network(48)));
    }

    /** The network around an IPv6 client, in the form of {@link io.ordergate.web.security.ClientAddress}; null for others. */
    private static String network(int bits) {
        return "case when a.client_address like '%/64' then network(set_masklen(a.client_address::inet, " + bits
                + "))::text end";
    }

    /** Repeats a statement that was undone because others were faster; most often it finds a full budget then. */
    public static Retry lost() {
        return Retry.max(TRIES)
                .filter(error -> error.getCause() instanceof R2dbcException cause
                        && DIVISION_BY_ZERO.equals(cause.getSqlState()))
                .onRetryExhaustedThrow((retry, last) -> last.failure());
    }

    /** Binds what {@link #ASKED} asks for. */
    public static Sql.Call bind(Sql.Call call, List<Budget> budgets) {
        return call.bind("budget_keys", budgets.stream().map(Budget::name).toArray(String[]::new))
                .bind("budget_counts", longs(budgets, Budget::count))
                .bind("budget_quotas", longs(budgets, budget -> first(budget).quota()))
                .bind(
                        "budget_periods",
                        longs(budgets, budget -> first(budget).period().toMillis()))
                .bind("budget_quotas_2", longs(budgets, budget -> last(budget).quota()))
                .bind(
                        "budget_periods_2",
                        longs(budgets, budget -> last(budget).period().toMillis()));
    }

    static BudgetState state(Readable row) {
        return new BudgetState(List.of(
                new WindowState(value(row, "taken", Long.class), Duration.ofMillis(value(row, "reset", Long.class))),
                new WindowState(
                        value(row, "taken_2", Long.class), Duration.ofMillis(value(row, "reset_2", Long.class)))));
    }

    private static RateLimitPolicy.Window first(Budget budget) {
        return budget.policy().windows().get(0);
    }

    private static RateLimitPolicy.Window last(Budget budget) {
        var windows = budget.policy().windows();
        return windows.get(windows.size() - 1);
    }

    private static Long[] longs(List<Budget> budgets, ToLongFunction<Budget> number) {
        return budgets.stream().mapToLong(number).boxed().toArray(Long[]::new);
    }

    private static String left(String until) {
        return "greatest(extract(epoch from " + until + " - now()) * 1000, 0)::bigint";
    }
}
