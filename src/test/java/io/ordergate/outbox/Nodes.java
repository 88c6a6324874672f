package io.ordergate.outbox;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.support.database.Notices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Relays of nodes that share one database, as many as a test wants; they poll every few milliseconds. */
final class Nodes implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(5);

    private final RelayRepository deliveries;
    private final Notices notices;
    private final List<Disposable> running = new ArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private volatile boolean ending;

    Nodes(RelayRepository deliveries, Notices notices) {
        this.deliveries = deliveries;
        this.notices = notices;
    }

    static OutboxSettings settings(Duration timeout, Duration lease, int tries) {
        var wait = Duration.ofMillis(20);
        return new OutboxSettings(true, LOOK, 200, 8, timeout, lease, tries, wait, wait, Duration.ofDays(7));
    }

    /** A relay that does nothing by itself. */
    Relay relay(OutboxSettings settings, OutboxConsumer... consumers) {
        return new Relay(deliveries, List.of(consumers), settings, new OutboxMeters(meters), notices);
    }

    /** A relay that works until it is disposed of, which is like the sudden death of its node. */
    Disposable start(OutboxSettings settings, OutboxConsumer... consumers) {
        var relay = relay(settings, consumers);
        var loop = Mono.defer(() -> relay.run(() -> ending))
                .then(Mono.delay(LOOK))
                .repeat(() -> !ending)
                .subscribe();
        running.add(loop);
        return loop;
    }

    double late() {
        return meters.counter("ordergate.outbox.late").count();
    }

    /** Lets each relay finish its statement, which would else publish, to nobody, the messages of the next test. */
    @Override
    public void close() {
        ending = true;
        await().until(() -> running.stream().allMatch(Disposable::isDisposed));
    }
}
