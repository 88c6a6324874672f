package io.ordergate.ratelimit;

import io.ordergate.ratelimit.RateLimitPolicy.Scope;
import io.ordergate.ratelimit.RateLimiter.Budget;
import io.r2dbc.spi.Readable;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Budgets that a statement acquires beside its own work, where they are kept in the database. */
public class StatementBudgets {

    private final boolean inDatabase;
    private final Refusals refusals;

    /** One row of {@link BudgetSql#REFUSAL}. */
    public record Row(String budget, BudgetState state) {

        /** Reads a row, which has no budget when none is full. */
        public static Optional<Row> read(Readable row) {
            return Optional.ofNullable(row.get("budget", String.class))
                    .map(budget -> new Row(budget, BudgetSql.state(row)));
        }
    }

    StatementBudgets(boolean inDatabase, Refusals refusals) {
        this.inDatabase = inDatabase;
        this.refusals = refusals;
    }

    /** Whether statements acquire and release budgets; elsewhere the limiter does. */
    public boolean areInDatabase() {
        return inDatabase;
    }

    /** Whether this budget is acquired by the statement; the limiter acquires the others. */
    public boolean contain(Budget budget) {
        return inDatabase && budget.policy().scope() == Scope.SHARED;
    }

    /** The decisions about budgets of which the statement acquired none, the refusal last. */
    public List<RateLimitDecision> refused(List<Budget> budgets, List<Row> rows) {
        var states = new HashMap<String, BudgetState>();
        rows.forEach(row -> states.put(row.budget(), row.state()));
        return refusals.record(budgets, BudgetState.refused(budgets, states));
    }

    /** Forgets refusals of budgets that a statement has released. */
    public void released(List<Budget> budgets) {
        refusals.forget(budgets);
    }
}
