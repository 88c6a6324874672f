package io.ordergate.ordering.summary;

import io.ordergate.support.job.Job;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Moves changes of orders into their sums, so that a summary reads few rows. Any number of nodes may do so at once. */
@Component
class OrderSumJob implements Job {

    private static final int BATCH = 20_000;

    /** A run ends here even if there is more; the next one goes on. */
    private static final int MOST_BATCHES = 100;

    private final OrderSumRepository sums;

    OrderSumJob(OrderSumRepository sums) {
        this.sums = sums;
    }

    @Override
    public String name() {
        return "order-sums";
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return Mono.defer(() -> stopping.getAsBoolean() ? Mono.just(0L) : sums.fold(BATCH))
                .repeat(MOST_BATCHES - 1)
                .takeUntil(moved -> moved < BATCH)
                .then();
    }
}
