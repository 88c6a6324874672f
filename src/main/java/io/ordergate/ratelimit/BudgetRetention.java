package io.ordergate.ratelimit;

import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long budgets are kept in the database: until their windows are over. */
@Configuration(proxyBeanMethods = false)
class BudgetRetention {

    private static final Sql BUDGETS = Sql.of("""
            delete from budgets where key = any (array(
              select key from budgets where greatest(until, until_2) < now() and until_2 < now()
               order by until_2 limit :size for update skip locked))""");

    private static final Sql LEASES = Sql.of("""
            delete from budget_leases where (key, node) in (
              select key, node from budget_leases
               where greatest(until, until_2) < now() and expires_at < now()
               limit :size for update skip locked)""");

    @Bean
    RetentionRule budgetRule() {
        return new RetentionRule("budgets", BUDGETS);
    }

    @Bean
    RetentionRule leaseRule() {
        return new RetentionRule("budget-leases", LEASES);
    }
}
