package io.ordergate.ratelimit;

import io.ordergate.ratelimit.RateLimiter.Budget;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What one node has of one budget ahead of its calls. */
class Lease {

    /** A lease that a node does not renew for this time is given to others. */
    static final Duration LIFE = Duration.ofSeconds(30);

    /** The node stops using its lease this much earlier than others may have it. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** A node keeps as much as the last lease was, or else what it has used since the last look, so many times. */
    private static final long KEPT = 5;

    /** One part in so many of a quota is more than a node should hold back. */
    private static final long MUCH = 20;

    /** A node that has used nothing for this time keeps nothing. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** How long a refusal is repeated without asking the database. */
    private static final Duration REFUSED = Duration.ofSeconds(1);

    private final RateLimitPolicy policy;
    private final Clock clock;
    private long available;
    private long used;
    private long released;
    private long reported;
    private long elsewhere;
    private long end;
    private long expiry;
    private long size;
    private long lastUse;
    private long refusedUntil;
    private long refusedCount = Long.MAX_VALUE;
    private Duration wait = Duration.ZERO;
    private @Nullable Mono<Void> renewal;

    /** What the database has granted: so many, so many are left, the window ends then, and whoever is refused waits so long. */
    record Grant(long granted, long remaining, Duration end, Duration retryAfter) {}

    /** What a node tells of its lease: that it gives so many back, and holds so many. */
    record Report(String budget, long released, long held) {}

    Lease(RateLimitPolicy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /** The decision, as far as the node can make it; null when the database has to be asked. */
    synchronized @Nullable RateLimitDecision decide(long count) {
        var now = now();
        if (available >= count) {
            available -= count;
            used += count;
            lastUse = now;
            return new RateLimitDecision(policy, true, 0, elsewhere + available, Duration.ofMillis(end - now));
        }
        return count >= refusedCount && now < refusedUntil ? new RateLimitDecision(policy, false, 0, 0, wait) : null;
    }

    /** The one request for more that is under way; this one when there is none. */
    synchronized Mono<Void> renewal(Mono<Grant> request, Budget budget) {
        if (renewal == null) {
            renewal = request.doOnNext(grant -> add(grant, budget.count()))
                    .then()
                    .doOnTerminate(this::ended)
                    .cache();
        }
        return renewal;
    }

    /** How much a call needs beyond what the node holds: a text may cost more than the rest of a lease. */
    synchronized long missing(long count) {
        now();
        return Math.max(1, count - available);
    }

    /** What the node holds now, for the request for more. */
    synchronized long held() {
        now();
        return available;
    }

    /**
     * Adds what a call has not used, or a code that was typed back has cost.
     *
     * @return whether so much has come together that others should have it at once
     */
    synchronized boolean release(long count) {
        var now = now();
        if (now < end && now < expiry - MARGIN.toMillis()) {
            var room = Math.max(0, policy.least() - elsewhere - available);
            available += Math.min(count, room);
            released += Math.max(0, count - room);
        } else {
            released += count;
        }
        return (available - size + released) * MUCH >= policy.least();
    }

    /** What is to be told the database; null when nothing is. The caller tells {@link #reported} of it. */
    synchronized @Nullable Report report(String budget, boolean isLast) {
        var now = now();
        var kept = isLast || now - lastUse > IDLE.toMillis() ? 0 : Math.min(available, Math.max(size, used * KEPT));
        var back = available - kept + released;
        var isDue = kept > 0 && expiry - now < LIFE.toMillis() * 2 / 3;
        used = 0;
        if (back == 0 && !isDue && (kept > 0 || reported == 0)) {
            return null;
        }
        available = kept;
        released = 0;
        elsewhere += back;
        return new Report(budget, back, kept);
    }

    /** The database knows what the node holds, and keeps it for the life of a lease. */
    synchronized void reported(Report report) {
        reported = report.held();
        expiry = clock.millis() + LIFE.toMillis();
    }

    /** The database was not told: what was to be given back is given back later. */
    synchronized void unreported(Report report) {
        released += report.released();
    }

    private synchronized void add(Grant grant, long asked) {
        var now = now();
        wait = grant.retryAfter();
        if (grant.granted() == 0) {
            refusedCount = asked;
            refusedUntil = now + Math.min(REFUSED.toMillis(), Math.max(1, wait.toMillis()));
            return;
        }
        available += grant.granted();
        size = grant.granted();
        elsewhere = grant.remaining();
        reported = available;
        end = now + grant.end().toMillis();
        expiry = now + LIFE.toMillis();
    }

    private synchronized void ended() {
        renewal = null;
    }

    /**
     * The time, after the node has let go of what it holds: all, when the window is over, and what is to be given back, when it was
     * not reported for so long that others may soon have it.
     */
    private long now() {
        var now = clock.millis();
        if (now >= end) {
            available = 0;
        } else if (now >= expiry - MARGIN.toMillis()) {
            released += available;
            available = 0;
        }
        return now;
    }
}
