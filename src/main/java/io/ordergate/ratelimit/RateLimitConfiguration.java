package io.ordergate.ratelimit;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.database.Db;
import io.ordergate.support.secret.Ids;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

/** Chooses where budgets are kept. */
@Configuration(proxyBeanMethods = false)
class RateLimitConfiguration {

    @Bean
    BudgetStore budgetStore(RateLimitSettings settings, Environment environment) {
        return BudgetStore.of(settings.store(), environment.getProperty("DATABASE_URL", ""));
    }

    @Bean
    Refusals refusals(Clock clock, MeterRegistry meters) {
        return new Refusals(clock, meters);
    }

    @Bean
    StatementBudgets statementBudgets(BudgetStore store, Refusals refusals) {
        return new StatementBudgets(store == BudgetStore.DATABASE, refusals);
    }

    @Bean
    LeasedRateLimiter leasedRateLimiter(Db db, Ids ids, Clock clock) {
        return new LeasedRateLimiter(new LeaseRepository(db, ids.next()), clock);
    }

    @Bean
    @Primary
    RateLimiter rateLimiter(
            BudgetStore store,
            RateLimitSettings settings,
            Db db,
            LeasedRateLimiter leased,
            Refusals refusals,
            Clock clock,
            MeterRegistry meters) {
        var memory = new InMemoryRateLimiter(clock, meters, settings.maxKeys());
        return switch (store) {
            case MEMORY -> memory;
            case DATABASE ->
                new ScopedRateLimiter(
                        memory,
                        shared(leased, settings, refusals, clock, meters),
                        shared(new DatabaseRateLimiter(db), settings, refusals, clock, meters));
        };
    }

    /** The store, with a memory of its own for the time when the store does not answer. */
    private static RateLimiter shared(
            RateLimiter store, RateLimitSettings settings, Refusals refusals, Clock clock, MeterRegistry meters) {
        var memory = new InMemoryRateLimiter(clock, meters, settings.maxKeys());
        return new SharedRateLimiter(store, memory, settings.nodes(), refusals, clock, meters);
    }
}
