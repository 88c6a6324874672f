package io.ordergate.identity.password;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.ClientAddresses;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * Hashes passwords on a few threads with one short queue. Reactor's elastic scheduler has a queue for each thread and
 * checks its bound without a lock; the bound of this queue is exact.
 */
@Component
class PasswordWorkers implements DisposableBean {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /**
     * The places for work that runs or waits. The semaphore bounds the queue below, whose methods take no lock that an
     * event loop could wait for.
     */
    private final Semaphore places;

    /** The number of places that the callers of each address have; an address without a place has no entry. */
    private final Map<ClientAddress, Integer> shares = new ConcurrentHashMap<>();

    private final int mostPerAddress;

    private final ThreadPoolExecutor threads;
    private final Counter refused;

    PasswordWorkers(PasswordSettings settings, MeterRegistry meters) {
        var workers = settings.workers();
        var factory = new CustomizableThreadFactory("passwords-");
        factory.setDaemon(true);
        places = new Semaphore(workers + settings.queue());
        mostPerAddress = settings.queuePerAddress();
        threads = new ThreadPoolExecutor(workers, workers, 0, TimeUnit.SECONDS, new LinkedTransferQueue<>(), factory);
        threads.prestartAllCoreThreads();
        refused = meters.counter("ordergate.passwords.refused");
        meters.gauge("ordergate.passwords.active", threads, ThreadPoolExecutor::getActiveCount);
        meters.gauge(
                "ordergate.passwords.queued", threads, pool -> pool.getQueue().size());
    }

    /**
     * Runs slow work and continues on another thread, so that these threads stay free for passwords. A caller who
     * leaves before the work has begun leaves the queue. Errors: {@code service-unavailable} when the queue is full, or
     * the share of the caller's address.
     */
    <T> Mono<T> run(Supplier<T> work) {
        return Mono.<T>create(sink -> enqueue(work, sink)).publishOn(Schedulers.parallel());
    }

    private <T> void enqueue(Supplier<T> work, MonoSink<T> sink) {
        var address = ClientAddresses.in(sink.contextView()).widest();
        if (!enter(address)) {
            refuse(sink);
            return;
        }
        Runnable task = () -> perform(work, sink, address);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException shutDown) {
            leave(address);
            refuse(sink);
            return;
        }
        sink.onCancel(() -> withdraw(task, address));
    }

    /**
     * Acquires a place. One address does not get all places: behind a proxy that is not trusted, all callers are one
     * address.
     */
    private boolean enter(ClientAddress address) {
        var own = address.isNone() ? 0 : shares.merge(address, 1, Integer::sum);
        if (own <= mostPerAddress && places.tryAcquire()) {
            return true;
        }
        leaveShare(address);
        return false;
    }

    private void leave(ClientAddress address) {
        places.release();
        leaveShare(address);
    }

    private void leaveShare(ClientAddress address) {
        shares.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    private <T> void perform(Supplier<T> work, MonoSink<T> sink, ClientAddress address) {
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error defect) {
            sink.error(defect);
            return;
        } finally {
            leave(address);
        }
        sink.success(result);
    }

    private void withdraw(Runnable task, ClientAddress address) {
        if (threads.remove(task)) {
            leave(address);
        }
    }

    private void refuse(MonoSink<?> sink) {
        refused.increment();
        sink.error(Failure.of(ProblemCode.SERVICE_UNAVAILABLE).retryAfter(RETRY_AFTER));
    }

    /** Finishes the work that has begun; the threads do not keep the process from ending. */
    @Override
    public void destroy() {
        threads.shutdown();
    }
}
