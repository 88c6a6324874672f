package io.ordergate.outbox;

import io.ordergate.support.Uncancellable;
import io.ordergate.support.database.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Deliveries that this node is handling, and the outcomes of those that are over until they are recorded. */
class InFlightDeliveries {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final String LEASE_RAN_OUT = "lease-ran-out";
    private static final Logger log = LoggerFactory.getLogger(InFlightDeliveries.class);

    private final Map<Long, Claim> claims = new ConcurrentHashMap<>();
    private final Map<String, ConcurrencyWindow> windows = new ConcurrentHashMap<>();
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final OutboxSettings settings;
    private final OutboxMeters meters;

    InFlightDeliveries(OutboxSettings settings, OutboxMeters meters) {
        this.settings = settings;
        this.meters = meters;
    }

    /** How many more messages each of these consumers may have: those that may have some. Windows of others are dropped. */
    Map<String, Integer> rooms(Collection<OutboxConsumer> consumers) {
        var rooms = new HashMap<String, Integer>();
        consumers.forEach(consumer -> rooms.put(consumer.name(), room(consumer)));
        windows.entrySet()
                .removeIf(known ->
                        !rooms.containsKey(known.getKey()) && known.getValue().isIdle());
        rooms.values().removeIf(room -> room == 0);
        return rooms;
    }

    /** Whether there is room for a message of any consumer that is known. */
    boolean hasRoom() {
        return windows.isEmpty() || windows.values().stream().anyMatch(window -> window.room() > 0);
    }

    /** Whether so many messages of a consumer are over that the next round should not wait. */
    boolean isRipe() {
        return windows.values().stream().anyMatch(ConcurrencyWindow::isRipe);
    }

    /** Begins to handle what was claimed for these rooms; when a message is over, runs the rest. */
    void handle(Map<String, Integer> rooms, List<Claim> claimed, Map<String, OutboxConsumer> consumers, Runnable then) {
        var counts = claimed.stream().collect(Collectors.groupingBy(Claim::consumer, Collectors.counting()));
        rooms.forEach((name, room) ->
                window(name).asked(room, counts.getOrDefault(name, 0L).intValue()));
        claimed.forEach(claim -> handle(claim, consumer(consumers, claim), then));
    }

    private void handle(Claim claim, OutboxConsumer consumer, Runnable then) {
        claims.put(claim.id(), claim);
        window(claim.consumer()).begun();
        Uncancellable.finish(handled(claim, consumer).doOnNext(this::ended), then);
    }

    private void ended(Outcome outcome) {
        outcomes.add(outcome);
        window(outcome.claim().consumer()).ended(outcome.error() == null);
    }

    private int room(OutboxConsumer consumer) {
        var room = window(consumer.name()).room();
        return consumer.isPaused() ? 0 : room;
    }

    private ConcurrencyWindow window(String consumer) {
        return windows.computeIfAbsent(consumer, any -> new ConcurrencyWindow(settings.concurrency()));
    }

    private static OutboxConsumer consumer(Map<String, OutboxConsumer> consumers, Claim claim) {
        var consumer = consumers.get(claim.consumer());
        if (consumer == null) {
            throw new IllegalStateException("claimed for nobody: " + claim.consumer());
        }
        return consumer;
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
            window(outcome.claim().consumer()).recorded();
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
