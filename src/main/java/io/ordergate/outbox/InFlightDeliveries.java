package io.ordergate.outbox;

import io.ordergate.support.Uncancellable;
import io.ordergate.support.database.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Deliveries that this node is handling, and the outcomes of those that are over until they are recorded. */
class InFlightDeliveries {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final String LEASE_RAN_OUT = "lease-ran-out";
    private static final Logger log = LoggerFactory.getLogger(InFlightDeliveries.class);

    private final Map<Long, Claim> claims = new ConcurrentHashMap<>();
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final OutboxSettings settings;
    private final OutboxMeters meters;

    InFlightDeliveries(OutboxSettings settings, OutboxMeters meters) {
        this.settings = settings;
        this.meters = meters;
    }

    /** How many more messages this consumer may have. */
    int room(OutboxConsumer consumer) {
        var taken = claims.values().stream()
                .filter(claim -> claim.consumer().equals(consumer.name()))
                .count();
        return Math.max(0, settings.concurrency() - (int) taken);
    }

    /** Begins to handle a message; when that is over, runs the rest. */
    void handle(Claim claim, OutboxConsumer consumer, Runnable then) {
        claims.put(claim.id(), claim);
        Uncancellable.finish(handled(claim, consumer).doOnNext(outcomes::add), then);
    }

    /** The outcomes that are not recorded yet. */
    List<Outcome> outcomes() {
        return new ArrayList<>(outcomes);
    }

    /** Drops these outcomes, which are recorded now. */
    void clear(List<Outcome> recorded) {
        recorded.forEach(outcome -> {
            outcomes.remove(outcome);
            claims.remove(outcome.claim().id(), outcome.claim());
        });
    }

    /** Completes when nothing is being handled, which takes no longer than the timeout of a message. */
    Mono<Void> idle() {
        return Mono.delay(LOOK).repeat(() -> claims.size() > outcomes.size()).then();
    }

    /** Makes a dead letter of a message whose every try ended with a dead node: the message may be what kills them. */
    private Mono<Outcome> handled(Claim claim, OutboxConsumer consumer) {
        if (claim.tries() > tries(consumer)) {
            return Mono.just(deadLetter(claim, LEASE_RAN_OUT));
        }
        var began = System.nanoTime();
        return Timeouts.after(settings.timeout(), Mono.defer(() -> consumer.handle(claim.message())))
                .then(Mono.fromSupplier(() -> Outcome.done(claim)))
                .onErrorResume(error -> Mono.fromSupplier(() -> failed(claim, consumer, error)))
                .doOnNext(outcome -> meters.handled(outcome, System.nanoTime() - began));
    }

    private Outcome failed(Claim claim, OutboxConsumer consumer, Throwable error) {
        var kind = Outcome.classOf(error);
        if (claim.tries() >= tries(consumer)) {
            return deadLetter(claim, kind);
        }
        log.info(
                "{} could not handle message {} (try {}): {}",
                claim.consumer(),
                claim.message().id(),
                claim.tries(),
                kind);
        var least = error instanceof NotHandled known ? known.pause() : Duration.ZERO;
        return new Outcome(claim, settings.waitAfter(claim.tries()), least, kind);
    }

    private static Outcome deadLetter(Claim claim, String error) {
        log.warn(
                "{} gives up on message {} ({}) after {} tries, it is parked: {}",
                claim.consumer(),
                claim.message().id(),
                claim.message().topic(),
                claim.tries(),
                error);
        return Outcome.deadLetter(claim, error);
    }

    private int tries(OutboxConsumer consumer) {
        return consumer.tries() == 0 ? settings.tries() : consumer.tries();
    }
}
