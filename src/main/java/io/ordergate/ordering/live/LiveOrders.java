package io.ordergate.ordering.live;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ordering.OrderScope;
import io.ordergate.ordering.live.OrderStreamEvent.Batch;
import io.ordergate.support.ConcurrencyLimit;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Sends each client every event of the orders that its caller may see, once. Nothing is kept for a client but a bounded
 * number of batches, which all clients share.
 */
@Component
class LiveOrders implements SmartLifecycle {

    private static final int PAGE = 200;
    private static final Duration LATER = Duration.ofSeconds(30);

    private final OrderFeed feed;
    private final OrderStreamRepository stored;
    private final StreamSettings settings;
    private final ConcurrencyLimit limit;
    private volatile Sinks.@Nullable Empty<Void> stop;

    /** Ends the stream of a caller who may not follow any more. */
    private static final class EndOfAccess extends RuntimeException {

        private static final long serialVersionUID = 1L;

        EndOfAccess() {
            super("over", null, false, false);
        }
    }

    LiveOrders(OrderFeed feed, OrderStreamRepository stored, StreamSettings settings, MeterRegistry meters) {
        this.feed = feed;
        this.stored = stored;
        this.settings = settings;
        this.limit = new ConcurrencyLimit(settings.clients(), LATER);
        meters.gauge("ordergate.streams", limit.used());
    }

    /**
     * Events from now on, or from behind a position, until the caller may not follow any more or the node stops; an
     * empty one each time the caller was checked again. Errors: {@code service-unavailable} when there are too many
     * clients, {@code too-many-requests} when too many are this caller's or come from this address, an overflow when
     * this one is too slow.
     */
    Flux<Optional<OrderStreamEvent>> follow(
            Caller caller, ClientAddress address, Flux<Caller> watch, @Nullable StreamPosition after) {
        return limit.holding(settings.shares().of(caller, address), Flux.defer(() -> signals(caller, watch, after)));
    }

    private Flux<Optional<OrderStreamEvent>> signals(
            Caller caller, Flux<Caller> watch, @Nullable StreamPosition after) {
        var scope = new AtomicReference<>(OrderScope.of(caller));
        var beats = watch.doOnNext(now -> scope.set(OrderScope.of(now)))
                .map(now -> Optional.<OrderStreamEvent>empty())
                .concatWith(Mono.error(EndOfAccess::new));
        return Flux.merge(1, beats, events(scope::get, after).map(Optional::of))
                .takeUntilOther(stopping())
                .onErrorComplete(EndOfAccess.class);
    }

    /** The first batch of the feed says where the past ends; the past is read for this client alone. */
    private Flux<OrderStreamEvent> events(Supplier<OrderScope> scope, @Nullable StreamPosition after) {
        return feed.batches()
                .onBackpressureBuffer(settings.buffer())
                .index()
                .concatMap(
                        batch -> batch.getT1() == 0
                                ? past(after, batch.getT2(), scope)
                                : Flux.fromIterable(batch.getT2().events()),
                        1)
                .filter(event -> scope.get().contains(event.customerId(), event.phone()));
    }

    private Flux<OrderStreamEvent> past(@Nullable StreamPosition after, Batch first, Supplier<OrderScope> scope) {
        if (after == null) {
            return Flux.empty();
        }
        return page(after, first.end(), scope)
                .expand(page -> page.size() < PAGE
                        ? Mono.empty()
                        : page(page.get(page.size() - 1).position(), first.end(), scope))
                .concatMapIterable(page -> page, 1);
    }

    private Mono<List<OrderStreamEvent>> page(StreamPosition after, StreamPosition last, Supplier<OrderScope> scope) {
        return Mono.defer(() -> stored.between(after, last, scope.get(), PAGE));
    }

    private Mono<Void> stopping() {
        var signal = stop;
        return signal == null ? Mono.empty() : signal.asMono();
    }

    @Override
    public void start() {
        stop = Sinks.empty();
    }

    /** Ends all streams: they have no end of their own, and the server would wait for them. */
    @Override
    public void stop() {
        var signal = stop;
        stop = null;
        if (signal != null) {
            signal.tryEmitEmpty();
        }
    }

    @Override
    public boolean isRunning() {
        return stop != null;
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }
}
