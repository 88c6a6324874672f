package io.ordergate.sms.guard;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.sms.journal.FakeSender;
import io.ordergate.support.phone.Phones;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Guards without a database. */
public final class Guards {

    private Guards() {}

    /** A guard that admits every text. */
    public static SmsGuard open(MeterRegistry meters, Clock clock) {
        return of(settings(null, ""), meters, clock);
    }

    static SmsGuard of(GuardSettings settings, MeterRegistry meters, Clock clock) {
        var journal = FakeSender.journal(meters);
        return new SmsGuard(
                settings,
                new Spending(new Nothing(), settings, journal, new Unshared(), clock),
                journal,
                Phones.numbers(),
                meters);
    }

    static GuardSettings settings(@Nullable String cap, String prices) {
        return new GuardSettings(
                GuardSettings.Mode.ENFORCE,
                true,
                List.of(),
                List.of("premium_rate", "shared_cost"),
                cap == null ? null : new BigDecimal(cap),
                new BigDecimal("0.5"),
                prices,
                Duration.ofSeconds(5));
    }

    /** Limits of one node. */
    static RateLimiter unshared() {
        return new Unshared();
    }

    /** Costs of other nodes: none. */
    private static final class Nothing extends SpendRepository {

        Nothing() {
            super(null);
        }

        @Override
        Mono<SpendTotals> spent(Instant from, Instant to, SmsPrices prices) {
            return Mono.just(SpendTotals.NOTHING);
        }

        @Override
        Mono<Boolean> isEnabled() {
            return Mono.just(true);
        }
    }

    /** One node alone, whose ledger decides. */
    private static final class Unshared implements RateLimiter {

        @Override
        public Mono<List<RateLimitDecision>> acquire(List<Budget> budgets) {
            return Mono.just(budgets.stream()
                    .map(budget -> new RateLimitDecision(budget.policy(), true, 0, 1, Duration.ofHours(1)))
                    .toList());
        }

        @Override
        public Mono<Void> release(List<Budget> budgets) {
            return Mono.empty();
        }
    }
}
