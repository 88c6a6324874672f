package io.ordergate.support;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Places that all callers of this node share: nobody waits for one, and nobody has more than a share of them. */
public final class Places {

    private final int most;
    private final Duration later;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<String, Integer> shares = new ConcurrentHashMap<>();

    /** So many places at most are taken under this key, by an account for one. */
    public record Share(String key, int most) {}

    /**
     * What somebody asks for.
     *
     * @param reserved how many places have to stay free for others
     */
    public record Claim(int reserved, List<Share> shares) {}

    /** A place, until it is given back. */
    private static final class Place {

        private final AtomicBoolean given = new AtomicBoolean();
        private final Runnable giveBack;

        Place(Runnable giveBack) {
            this.giveBack = giveBack;
        }

        void giveBack() {
            if (given.compareAndSet(false, true)) {
                giveBack.run();
            }
        }
    }

    public Places(int most, Duration later) {
        this.most = most;
        this.later = later;
    }

    /**
     * The same, in a place that is given back when it ends. Errors: {@code service-unavailable} when none is free,
     * {@code too-many-requests} when the caller's share is taken.
     */
    public <T> Flux<T> holding(Claim claim, Flux<T> work) {
        return Flux.using(() -> take(claim), place -> work, Place::giveBack);
    }

    /** The same for work with one result. */
    public <T> Mono<T> holding(Claim claim, Mono<T> work) {
        return Mono.using(() -> take(claim), place -> work, Place::giveBack);
    }

    /** How many are taken. */
    public AtomicInteger taken() {
        return taken;
    }

    private Place take(Claim claim) {
        if (taken.incrementAndGet() > most - claim.reserved()) {
            taken.decrementAndGet();
            throw Failure.of(ProblemCode.SERVICE_UNAVAILABLE).retryAfter(later);
        }
        var held = 0;
        for (var share : claim.shares()) {
            if (shares.merge(share.key(), 1, Integer::sum) > share.most()) {
                giveBack(claim.shares().subList(0, held + 1));
                throw Failure.of(ProblemCode.TOO_MANY_REQUESTS, "You do this too many times at once.")
                        .retryAfter(later);
            }
            held++;
        }
        return new Place(() -> giveBack(claim.shares()));
    }

    private void giveBack(List<Share> held) {
        held.forEach(share -> shares.computeIfPresent(share.key(), (key, count) -> count == 1 ? null : count - 1));
        taken.decrementAndGet();
    }
}
