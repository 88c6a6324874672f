package io.ordergate.support;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A limit of what callers of this node do at the same time: nobody waits, and nobody has more than a share. */
public final class ConcurrencyLimit {

    private final int most;
    private final Duration retryAfter;
    private final AtomicInteger used = new AtomicInteger();
    private final Map<String, Integer> shares = new ConcurrentHashMap<>();

    /** The most permits under one key, such as those of one account. */
    public record Share(String key, int most) {}

    /**
     * What a caller asks for.
     *
     * @param reserved how many permits have to stay free for others
     */
    public record Claim(int reserved, List<Share> shares) {}

    /** A permit, which is released once. */
    private static final class Permit {

        private final AtomicBoolean released = new AtomicBoolean();
        private final Runnable release;

        Permit(Runnable release) {
            this.release = release;
        }

        void release() {
            if (released.compareAndSet(false, true)) {
                release.run();
            }
        }
    }

    /** A limit of so many permits; refusals name the time after which to call again. */
    public ConcurrencyLimit(int most, Duration retryAfter) {
        this.most = most;
        this.retryAfter = retryAfter;
    }

    /**
     * The same work, with a permit that is released when the work ends. Errors: {@code service-unavailable} when no permit is
     * free, {@code too-many-requests} when the caller's share is used up.
     */
    public <T> Flux<T> holding(Claim claim, Flux<T> work) {
        return Flux.using(() -> acquire(claim), permit -> work, Permit::release);
    }

    /** The same for work with one result. */
    public <T> Mono<T> holding(Claim claim, Mono<T> work) {
        return Mono.using(() -> acquire(claim), permit -> work, Permit::release);
    }

    /** How many permits are in use. */
    public AtomicInteger used() {
        return used;
    }

    private Permit acquire(Claim claim) {
        if (used.incrementAndGet() > most - claim.reserved()) {
            used.decrementAndGet();
            throw Failure.of(ProblemCode.SERVICE_UNAVAILABLE).retryAfter(retryAfter);
        }
        var counted = 0;
        for (var share : claim.shares()) {
            if (shares.merge(share.key(), 1, Integer::sum) > share.most()) {
                release(claim.shares().subList(0, counted + 1));
                throw Failure.of(ProblemCode.TOO_MANY_REQUESTS, "You do this too many times at once.")
                        .retryAfter(retryAfter);
            }
            counted++;
        }
        return new Permit(() -> release(claim.shares()));
    }

    private void release(List<Share> counted) {
        counted.forEach(share -> shares.computeIfPresent(share.key(), (key, count) -> count == 1 ? null : count - 1));
        used.decrementAndGet();
    }
}
