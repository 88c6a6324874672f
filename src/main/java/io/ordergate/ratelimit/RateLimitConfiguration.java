package io.ordergate.ratelimit;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ratelimit.RateLimitSettings.Store;
import io.ordergate.support.database.Db;
import io.ordergate.support.secret.Ids;
import java.time.Clock;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Chooses where budgets are kept. */
@Configuration(proxyBeanMethods = false)
class RateLimitConfiguration {

    @Bean
    Store budgetStore(RateLimitSettings settings, Environment environment) {
        return RateLimitSettings.store(settings.store(), environment.getProperty("DATABASE_URL", ""));
    }

    @Bean
    Refusals refusals(Clock clock, MeterRegistry meters) {
        return new Refusals(clock, meters);
    }

    @Bean
    StatementBudgets statementBudgets(Store store, Refusals refusals) {
        return new StatementBudgets(store == Store.DATABASE, refusals);
    }

    @Bean
    LeasedRateLimiter leasedRateLimiter(Db db, Ids ids, Clock clock) {
        return new LeasedRateLimiter(new LeaseRepository(db, ids.next()), clock);
    }

    @Bean
    @Conditional(InRedis.class)
    RedisRateLimiter redisRateLimiter(RateLimitSettings settings) {
        return new RedisRateLimiter(
                new RedisConnection(RedisConnection.Address.parse(settings.store()), settings.timeout()));
    }

    @Bean
    @Primary
    RateLimiter rateLimiter(
            Store store,
            RateLimitSettings settings,
            Db db,
            LeasedRateLimiter leased,
            Optional<RedisRateLimiter> redis,
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
            case REDIS -> {
                var shared = shared(redis.orElseThrow(), settings, refusals, clock, meters);
                yield new ScopedRateLimiter(memory, shared, shared);
            }
        };
    }

    /** The store, with a memory of its own for the time when the store does not answer. */
    private static RateLimiter shared(
            RateLimiter store, RateLimitSettings settings, Refusals refusals, Clock clock, MeterRegistry meters) {
        var memory = new InMemoryRateLimiter(clock, meters, settings.maxKeys());
        return new SharedRateLimiter(store, memory, settings.nodes(), refusals, clock, meters);
    }

    /** Whether the setting is none of the words for other stores. */
    private static final class InRedis implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            var setting = context.getEnvironment().getProperty("ordergate.rate-limit.store", "");
            return RateLimitSettings.store(setting, "") == Store.REDIS;
        }
    }
}
