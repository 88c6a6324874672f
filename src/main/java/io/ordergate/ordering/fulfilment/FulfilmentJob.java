package io.ordergate.ordering.fulfilment;

import io.ordergate.ordering.OrderChanges;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.job.Job;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Brings automatic orders further: orders in processing are completed, then pending ones begin to be processed, so that
 * a run brings each order one step further. Any number of nodes may run the job at once, and stop in the middle: each
 * batch is one statement.
 */
@Component
class FulfilmentJob implements Job {

    /** A run ends here even if there is more; the next one goes on. */
    private static final int MOST_BATCHES = 200;

    private static final Logger log = LoggerFactory.getLogger(FulfilmentJob.class);

    private final OrderChanges orders;
    private final FulfilmentSettings settings;

    /** How many orders a run has brought a step further. */
    record StepCounts(long processing, long completed) {}

    FulfilmentJob(OrderChanges orders, FulfilmentSettings settings) {
        this.orders = orders;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "fulfilment";
    }

    @Override
    public Duration interval() {
        return settings.interval();
    }

    /** An order stays in processing for an interval, however many nodes there are. */
    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return run(settings.interval(), stopping).then();
    }

    /** Runs at once, for somebody who does not want to wait. */
    Mono<StepCounts> runNow() {
        return run(Duration.ZERO, () -> false);
    }

    private Mono<StepCounts> run(Duration age, BooleanSupplier stopping) {
        var completed = all(OrderStatus.PROCESSING, OrderStatus.COMPLETED, age, stopping);
        var processing = all(OrderStatus.PENDING, OrderStatus.PROCESSING, Duration.ZERO, stopping);
        return completed
                .zipWhen(done -> processing, (done, begun) -> new StepCounts(begun, done))
                .doOnNext(moved -> log.info(
                        "Fulfilment: {} orders are processed now, {} are completed",
                        moved.processing(),
                        moved.completed()));
    }

    private Mono<Long> all(OrderStatus source, OrderStatus target, Duration age, BooleanSupplier stopping) {
        return Mono.defer(() -> stopping.getAsBoolean()
                        ? Mono.just(0L)
                        : orders.transitionDue(source, target, age, settings.batch()))
                .repeat(MOST_BATCHES - 1)
                .takeUntil(moved -> moved < settings.batch())
                .reduce(0L, Long::sum);
    }
}
