package io.ordergate.ordering;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;

/** So many may do something at once on this node; nobody waits for a place. */
class Places {

    private final int most;
    private final Duration later;
    private final AtomicInteger taken = new AtomicInteger();

    Places(int most, Duration later) {
        this.most = most;
        this.later = later;
    }

    /** The same, in a place that is given back when it ends. Errors: {@code service-unavailable} when none is free. */
    <T> Flux<T> holding(Flux<T> work) {
        return Flux.using(this::take, place -> work, place -> taken.decrementAndGet());
    }

    AtomicInteger taken() {
        return taken;
    }

    private int take() {
        var place = taken.incrementAndGet();
        if (place > most) {
            taken.decrementAndGet();
            throw Failure.of(ProblemCode.SERVICE_UNAVAILABLE).retryAfter(later);
        }
        return place;
    }
}
