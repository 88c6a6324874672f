package io.ordergate.outbox;

import io.ordergate.support.Uncancellable;
import io.ordergate.support.database.Notices;
import io.ordergate.support.job.Job;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/**
 * Brings messages to their consumers. A round records outcomes, publishes new messages, claims as many deliveries as
 * there is room for, and does not wait for them: the end of the next one wakes the next round. Nothing is handled in a
 * transaction.
 *
 * <p>A message is handled more than once when its consumer failed after it had acted, or when its node or the database
 * was gone before the outcome was recorded. A node handles at most {@link OutboxSettings#concurrency} messages of a
 * consumer at once.
 */
@Component
@ConditionalOnProperty(name = "ordergate.outbox.relay", matchIfMissing = true)
class Relay implements Job, SmartLifecycle {

    private static final String CHANNEL = "outbox";
    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private final RelayRepository deliveries;
    private final List<OutboxConsumer> consumers;
    private final OutboxSettings settings;
    private final OutboxMeters meters;
    private final InFlightDeliveries inFlight;
    private final Flux<?> wakes;
    private volatile Runnable wake = () -> {};
    private volatile boolean running;

    Relay(
            RelayRepository deliveries,
            List<OutboxConsumer> consumers,
            OutboxSettings settings,
            OutboxMeters meters,
            Notices notices) {
        this.deliveries = deliveries;
        this.consumers = consumers;
        this.settings = settings;
        this.meters = meters;
        this.inFlight = new InFlightDeliveries(settings, meters);
        this.wakes = Flux.merge(notices.on(CHANNEL), Flux.create(this::wakeThrough));
    }

    @Override
    public String name() {
        return "outbox-relay";
    }

    @Override
    public Duration interval() {
        return settings.poll();
    }

    @Override
    public Flux<?> wakes() {
        return wakes;
    }

    /** Runs rounds until there is nothing to do, or no room to do it in. */
    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return Mono.defer(() -> stopping.getAsBoolean() ? Mono.just(0L) : round())
                .repeat()
                .takeUntil(moved -> moved == 0)
                .then()
                .doOnError(error -> log.warn("Messages wait for the database: {}", error.toString()))
                .onErrorComplete();
    }

    @Override
    public void start() {
        running = true;
    }

    /** Stops after the jobs, so that nothing new is claimed; what is being handled is finished and recorded. */
    @Override
    public void stop(Runnable callback) {
        running = false;
        Uncancellable.finish(inFlight.idle().then(Mono.defer(this::settle)), callback);
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The phase before the journal of texts is closed. */
    @Override
    public int getPhase() {
        return 2;
    }

    private Mono<Long> round() {
        return settle().then(lanes())
                .zipWhen(lanes -> deliveries.publish(lanes.values(), settings.batch()))
                .zipWhen(step -> claim(step.getT1()), (step, claimed) -> step.getT2() + claimed);
    }

    private Mono<Long> settle() {
        var outcomes = inFlight.outcomes();
        return outcomes.isEmpty()
                ? Mono.just(0L)
                : deliveries.settle(outcomes).doOnNext(counted -> written(outcomes, counted));
    }

    private void written(List<Outcome> outcomes, long counted) {
        inFlight.clear(outcomes);
        if (counted < outcomes.size()) {
            meters.late(outcomes.size() - counted);
        }
    }

    private Mono<Map<String, OutboxConsumer>> lanes() {
        return Flux.fromIterable(consumers)
                .concatMap(OutboxConsumer::lanes)
                .collectMap(OutboxConsumer::name, lane -> lane, LinkedHashMap::new);
    }

    private Mono<Long> claim(Map<String, OutboxConsumer> lanes) {
        var rooms = rooms(lanes.values());
        return rooms.isEmpty()
                ? Mono.just(0L)
                : deliveries
                        .claim(rooms, settings.lease())
                        .doOnNext(claim -> inFlight.handle(claim, lane(lanes, claim), () -> wake.run()))
                        .count();
    }

    private Map<String, Integer> rooms(Collection<OutboxConsumer> lanes) {
        var rooms = new HashMap<String, Integer>();
        lanes.forEach(lane -> rooms.put(lane.name(), lane.isPaused() ? 0 : inFlight.room(lane)));
        rooms.values().removeIf(room -> room == 0);
        return rooms;
    }

    private static OutboxConsumer lane(Map<String, OutboxConsumer> lanes, Claim claim) {
        var lane = lanes.get(claim.consumer());
        if (lane == null) {
            throw new IllegalStateException("claimed for nobody: " + claim.consumer());
        }
        return lane;
    }

    private void wakeThrough(FluxSink<Object> sink) {
        wake = () -> sink.next(CHANNEL);
    }
}
