package io.ordergate.ordering.live;

import io.ordergate.ordering.live.OrderStreamEvent.Batch;
import io.ordergate.support.database.Notices;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Reads all events of all orders as they become final, once for all clients of this node, and not at all while there
 * are none. A notice wakes the feed; so does the clock, in case a notice was lost.
 */
@Component
class OrderFeed {

    /**
     * The channel of the outbox, which gets a message with each change: a channel of the stream's own would make each
     * commit slower.
     */
    private static final String CHANNEL = "outbox";

    private static final int MOST = 200;
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Logger log = LoggerFactory.getLogger(OrderFeed.class);
    private static final Retry UNTIL_IT_WORKS = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
            .maxBackoff(Duration.ofSeconds(5))
            .doBeforeRetry(retry -> log.warn(
                    "Events of orders are read again: {}", retry.failure().toString()));

    private final OrderStreamRepository stored;
    private final Notices notices;
    private final StreamSettings settings;
    private final Flux<Batch> batches;

    OrderFeed(OrderStreamRepository stored, Notices notices, StreamSettings settings) {
        this.stored = stored;
        this.notices = notices;
        this.settings = settings;
        this.batches = Flux.defer(() -> new Reader().batches()).replay(1).refCount(1, settings.linger());
    }

    /**
     * Begins with some batch. All events behind its {@code end} come in the next batches, without a gap and in
     * sequence. Subscribers must take batches as they come.
     */
    Flux<Batch> batches() {
        return batches;
    }

    /** Reads on from its position. */
    private final class Reader {

        private volatile StreamPosition position = new StreamPosition(0, 0);

        Flux<Batch> batches() {
            var start = stored.now()
                    .map(now -> new Batch(List.of(), now, false))
                    .retryWhen(UNTIL_IT_WORKS)
                    .doOnNext(this::advance);
            return start.concatWith(wakes().concatMap(wake -> unread(), 1));
        }

        private Flux<String> wakes() {
            var clock = Mono.delay(settings.poll()).map(String::valueOf).repeat();
            return Flux.merge(notices.on(CHANNEL), clock).onBackpressureLatest();
        }

        private Flux<Batch> unread() {
            return page().expand(this::next).filter(batch -> !batch.events().isEmpty());
        }

        private Mono<Batch> page() {
            return Mono.defer(() -> stored.after(position, MOST))
                    .retryWhen(UNTIL_IT_WORKS)
                    .doOnNext(this::advance);
        }

        /** Reads soon again while events wait for a transaction to end: its end causes no notice. */
        private Mono<Batch> next(Batch batch) {
            if (batch.events().size() == MOST) {
                return page();
            }
            return batch.waiting() ? page().delaySubscription(SOON) : Mono.empty();
        }

        private void advance(Batch batch) {
            position = batch.end();
        }
    }
}
