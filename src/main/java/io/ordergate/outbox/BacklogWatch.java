package io.ordergate.outbox;

import io.ordergate.support.job.Job;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts every few seconds how much is left to be done, for the meters. */
@Component
@ConditionalOnProperty(name = "ordergate.outbox.relay", matchIfMissing = true)
class BacklogWatch implements Job {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final BacklogRepository backlog;
    private final OutboxMeters meters;

    BacklogWatch(BacklogRepository backlog, OutboxMeters meters) {
        this.backlog = backlog;
        this.meters = meters;
    }

    @Override
    public String name() {
        return "outbox-backlog";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return backlog.count().doOnNext(meters::show).then();
    }
}
