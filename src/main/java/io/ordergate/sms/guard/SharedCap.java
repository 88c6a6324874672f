package io.ordergate.sms.guard;

import io.ordergate.ratelimit.RateLimitPolicy;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.ratelimit.RateLimiter.Budget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * The cap of a day as a budget of all nodes: each takes a part of what is left ahead of its texts, so that together they do not
 * exceed the cap before they have read each other's costs from the journal.
 */
class SharedCap {

    /** Longer than the day that the budget is named after, for nodes that take from it until midnight. */
    private static final Duration KEPT = Duration.ofHours(25);

    /** Costs are counted in millionths. */
    private static final int DIGITS = 6;

    private static final BigDecimal MOST = new BigDecimal(1_000_000_000);

    private final RateLimiter limiter;
    private final Clock clock;
    private final RateLimitPolicy all;
    private final RateLimitPolicy notices;

    SharedCap(RateLimiter limiter, Clock clock, BigDecimal cap, BigDecimal noticeShare) {
        this.limiter = limiter;
        this.clock = clock;
        this.all = policy("sms-spend", cap);
        this.notices = policy("sms-spend-notices", cap.multiply(noticeShare));
    }

    /** Acquires the cost of a text; false, and nothing was acquired, where that would exceed the cap. */
    Mono<Boolean> tryCharge(BigDecimal cost, boolean isNotice) {
        var budgets = budgets(cost, isNotice);
        return budgets.isEmpty()
                ? Mono.just(true)
                : limiter.acquire(budgets)
                        .map(decisions -> decisions.get(decisions.size() - 1).granted());
    }

    /** Releases the cost of a text that was not sent. */
    Mono<Void> refund(BigDecimal cost, boolean isNotice) {
        var budgets = budgets(cost, isNotice);
        return budgets.isEmpty() ? Mono.empty() : limiter.release(budgets);
    }

    private List<Budget> budgets(BigDecimal cost, boolean isNotice) {
        var count = count(cost);
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
        return Stream.of(notices, all)
                .filter(policy -> count > 0 && (isNotice || policy != notices))
                .map(policy -> new Budget(policy, day, count))
                .toList();
    }

    private static RateLimitPolicy policy(String name, BigDecimal cap) {
        return new RateLimitPolicy(name, List.of(new RateLimitPolicy.Window(Math.max(1, count(cap)), KEPT))).leased();
    }

    private static long count(BigDecimal money) {
        return money.min(MOST)
                .movePointRight(DIGITS)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
