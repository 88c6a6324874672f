package io.ordergate.ordering.live;

import io.ordergate.ordering.live.OrderNews.Batch;
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
 * All events of all orders as they become final, read once for all who follow them on this node, and not at all while
 * nobody does. A notice wakes it; so does the clock, in case a notice went astray.
 */
@Component
class OrderFeed {

    /** Each change leaves a message in the outbox, whose notice serves here too: notices are dear to those who commit. */
    private static final String CHANNEL = "outbox";

    private static final int MOST = 200;
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Logger log = LoggerFactory.getLogger(OrderFeed.class);
    private static final Retry UNTIL_IT_WORKS = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
            .maxBackoff(Duration.ofSeconds(5))
            .doBeforeRetry(again -> log.warn(
                    "Events of orders are read again: {}", again.failure().toString()));

    private final OrderNewsRepository news;
    private final Notices notices;
    private final StreamSettings settings;
    private final Flux<Batch> batches;

    OrderFeed(OrderNewsRepository news, Notices notices, StreamSettings settings) {
        this.news = news;
        this.notices = notices;
        this.settings = settings;
        this.batches = Flux.defer(() -> new Reader().batches()).replay(1).refCount(1, settings.linger());
    }

    /**
     * Begins with some batch: whatever its events, all behind its {@code end} come in the batches that follow, without a
     * gap and in sequence. Who follows must take them as they come.
     */
    Flux<Batch> batches() {
        return batches;
    }

    /** Reads on from where it is. */
    private final class Reader {

        private volatile Position position = new Position(0, 0);

        Flux<Batch> batches() {
            var start = news.now()
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
            return Mono.defer(() -> news.after(position, MOST))
                    .retryWhen(UNTIL_IT_WORKS)
                    .doOnNext(this::advance);
        }

        /** No notice tells when the transaction ends that others wait for. */
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
