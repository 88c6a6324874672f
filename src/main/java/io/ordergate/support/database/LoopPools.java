package io.ordergate.support.database;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.springframework.boot.r2dbc.metrics.ConnectionPoolMetrics;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * A pool of connections for each event loop, so that a request goes to the database and comes back on the thread that it is
 * on. Who finds all connections of its own loop taken is given another loop's, so that nobody begins to wait while one is idle.
 */
class LoopPools implements ConnectionFactory, MeterBinder, Disposable {

    private final List<EventLoop> loops;

    /** One for each of the loops, or for the first of them when there are fewer connections than loops. */
    private final List<LivePool> pools;

    private final AtomicInteger turns = new AtomicInteger();

    private final Duration longestWait;

    /**
     * @param size of all pools together
     * @param longestWait for a connection, when all are taken
     * @param pool makes the pool of so many connections on these loops
     */
    LoopPools(LoopResources resources, int size, Duration longestWait, SizedPool pool) {
        this.longestWait = longestWait;
        this.loops = StreamSupport.stream(resources.onServer(true).spliterator(), false)
                .map(EventLoop.class::cast)
                .toList();
        var count = Math.min(size, loops.size());
        this.pools = IntStream.range(0, count)
                .mapToObj(place -> pool.make(
                        new OneLoop(resources, loops.get(place)), size / count + (place < size % count ? 1 : 0)))
                .toList();
    }

    @Override
    public Mono<Connection> create() {
        return Mono.defer(() -> Timeouts.after(longestWait, next().create()));
    }

    /** The same for callers who limit the time of all that they do: no other timer runs for those who find room. */
    Mono<Connection> createAtOnce() {
        return Mono.defer(() -> {
            var pool = next();
            return pool.hasRoom() ? pool.create() : Timeouts.after(longestWait, pool.create());
        });
    }

    /** The pool of this thread, or another if that is taken and the other is not. */
    private LivePool next() {
        var own = ownPlace();
        for (var place = own; place < own + pools.size(); place++) {
            var pool = pools.get(place % pools.size());
            if (pool.hasRoom()) {
                return pool;
            }
        }
        return pools.get(own);
    }

    /** The place of the pool of this thread, or the next one in turn if it is not an event loop's. */
    private int ownPlace() {
        for (var place = 0; place < loops.size(); place++) {
            if (loops.get(place).inEventLoop()) {
                return place % pools.size();
            }
        }
        return Math.floorMod(turns.getAndIncrement(), pools.size());
    }

    /** How many connections are in use or being made. */
    int taken() {
        return pools.stream().mapToInt(LivePool::taken).sum();
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return pools.get(0).getMetadata();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (var place = 0; place < pools.size(); place++) {
            new ConnectionPoolMetrics(pools.get(place), "ordergate", Tags.of("loop", Integer.toString(place + 1)))
                    .bindTo(registry);
        }
    }

    @Override
    public void dispose() {
        pools.forEach(LivePool::dispose);
    }

    /** Makes the pool of so many connections on these loops. */
    @FunctionalInterface
    interface SizedPool {
        LivePool make(LoopResources loops, int size);
    }

    /** One of many loops, for a driver that takes the next of whatever there are. */
    private record OneLoop(LoopResources all, EventLoop loop) implements LoopResources {

        @Override
        public EventLoopGroup onServer(boolean useNative) {
            return loop;
        }

        @Override
        public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
            return all.onChannel(type, group);
        }

        @Override
        public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
            return all.onChannelClass(type, group);
        }
    }
}
