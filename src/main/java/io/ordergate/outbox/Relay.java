package io.ordergate.outbox;

import io.ordergate.outbox.RelayRepository.Taken;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.database.Notices;
import io.ordergate.support.job.Job;
import java.time.Duration;
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
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Brings messages to their consumers. A round records outcomes, takes as many deliveries as there is room for, waiting
 * ones before those of new messages, and does not wait for them: the end of the next one wakes the next round. Nothing is
 * handled in a transaction. Rounds begin a quarter of a second apart, so that each statement is for many messages, or earlier when half of
 * what a consumer may have is over. A node without room for any consumer is not woken by new messages, and one that came too late
 * for the last ones less often: of many nodes a few do the work, and the others look by the clock.
 *
 * <p>A message is handled more than once when its consumer failed after it had acted, or when its node or the database
 * was gone before the outcome was recorded. A node handles at most {@link OutboxSettings#concurrency} messages of a
 * consumer at once.
 */
@Component
@ConditionalOnProperty(name = "ordergate.outbox.relay", matchIfMissing = true)
class Relay implements Job, SmartLifecycle {

    static final Duration PACE = Duration.ofMillis(250);

    private static final String CHANNEL = "outbox";

    /** While messages come faster than one node publishes, each node takes a part of them, so that several work at once. */
    private static final int LANES_OF_A_FLOOD = RelayRepository.LANES / 4;

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private final RelayRepository deliveries;
    private final List<OutboxConsumer> consumers;
    private final OutboxSettings settings;
    private final OutboxMeters meters;
    private final InFlightDeliveries inFlight;
    private final Flux<?> wakes;
    private final Attention attention = new Attention();
    private volatile Runnable wake = () -> {};
    private volatile Sinks.Empty<Void> ripe = Sinks.empty();
    private volatile long lastRound = System.nanoTime() - PACE.toNanos();
    private volatile boolean flooded;
    private volatile boolean noticed;
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
        this.wakes = Flux.merge(notices.on(CHANNEL).filter(notice -> isHeeded()), Flux.create(this::wakeThrough));
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

    /** Runs a round, and more while there are more new messages than one round publishes. */
    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return spaced().then(Mono.defer(() -> stopping.getAsBoolean() ? Mono.just(false) : round(flooded))
                        .repeat()
                        .takeUntil(more -> !more)
                        .then())
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

    /** Completes when the next round may begin, on another thread than those that handle messages. */
    private Mono<Void> spaced() {
        return Mono.defer(() -> {
            var early = Sinks.<Void>empty();
            ripe = early;
            var left = PACE.toNanos() - (System.nanoTime() - lastRound);
            return left <= 0 || inFlight.isRipe()
                    ? Mono.empty()
                    : Mono.firstWithSignal(
                            Mono.delay(Duration.ofNanos(left)).then(),
                            early.asMono().publishOn(Schedulers.parallel()));
        });
    }

    /** One round, which publishes in all lanes or in a part of them; whether there may be more new messages. */
    private Mono<Boolean> round(boolean part) {
        lastRound = System.nanoTime();
        var byNotice = noticed;
        noticed = false;
        return settle().then(lanes())
                .flatMap(lanes -> take(lanes, part))
                .doOnNext(taken -> attention.roundIsOver(
                        byNotice, taken.published() > 0 || !taken.claims().isEmpty()))
                .map(taken -> taken.published() >= settings.batch())
                .doOnNext(full -> flooded = full)
                .map(full -> full || part);
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

    private Mono<Taken> take(Map<String, OutboxConsumer> lanes, boolean part) {
        var rooms = inFlight.rooms(lanes.values());
        return deliveries
                .take(
                        lanes.values(),
                        rooms,
                        settings.batch(),
                        part ? LANES_OF_A_FLOOD : RelayRepository.LANES,
                        settings.lease())
                .doOnNext(taken -> inFlight.handle(rooms, taken.claims(), lanes, this::ended));
    }

    private boolean isHeeded() {
        var heeded = inFlight.hasRoom()
                && System.nanoTime() - lastRound
                        >= attention.pause(settings.poll()).toNanos();
        noticed |= heeded;
        return heeded;
    }

    private void ended() {
        if (inFlight.isRipe()) {
            ripe.tryEmitEmpty();
        }
        wake.run();
    }

    private void wakeThrough(FluxSink<Object> sink) {
        wake = () -> sink.next(CHANNEL);
    }

    /** How long a node does not heed notices after a round. Who is too late once may have been there just before. */
    static final class Attention {

        private static final int MOST_DOUBLINGS = 10;

        private volatile int inVain;

        void roundIsOver(boolean byNotice, boolean found) {
            inVain = found ? 0 : byNotice ? Math.min(inVain + 1, MOST_DOUBLINGS) : inVain;
        }

        Duration pause(Duration longest) {
            var pause = inVain < 2 ? Duration.ZERO : PACE.multipliedBy(1L << (inVain - 1));
            return pause.compareTo(longest) > 0 ? longest : pause;
        }
    }
}
