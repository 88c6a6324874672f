package io.ordergate.ratelimit;

import io.ordergate.ratelimit.Lease.Report;
import io.ordergate.support.job.Job;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Budgets that everybody takes from, such as a country's: in the database they are one row, which could be changed once per commit.
 * A node takes a lease and counts in memory; only the next lease is a statement, for many calls.
 */
class LeasedRateLimiter implements RateLimiter, Job {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Leased budgets are few: those of countries and days. */
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();

    /** Signals that a lease has more to give back than should wait for the next report. */
    private final Sinks.Many<Boolean> much = Sinks.many().multicast().directBestEffort();

    private final LeaseRepository repository;
    private final Clock clock;

    LeasedRateLimiter(LeaseRepository repository, Clock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    @Override
    public Mono<List<RateLimitDecision>> acquire(List<Budget> budgets) {
        return Flux.fromIterable(budgets)
                .concatMap(this::acquire)
                .takeUntil(decision -> !decision.granted())
                .collectList()
                .doOnNext(decisions -> releaseIfRefused(budgets, decisions));
    }

    @Override
    public Mono<Void> release(List<Budget> budgets) {
        return Mono.fromRunnable(() -> budgets.forEach(this::put));
    }

    private Mono<RateLimitDecision> acquire(Budget budget) {
        return Mono.defer(() -> {
            var lease = lease(budget);
            var decision = lease.decide(budget.count());
            return decision != null
                    ? Mono.just(decision)
                    : lease.renewal(
                                    Mono.defer(() -> repository.acquire(
                                            budget.times(lease.missing(budget.count())), lease.held())),
                                    budget)
                            .then(acquire(budget));
        });
    }

    private void releaseIfRefused(List<Budget> budgets, List<RateLimitDecision> decisions) {
        var last = decisions.size() - 1;
        if (!decisions.get(last).granted()) {
            budgets.subList(0, last).forEach(this::put);
        }
    }

    private void put(Budget budget) {
        if (lease(budget).release(budget.count())) {
            much.tryEmitNext(true);
        }
    }

    private Lease lease(Budget budget) {
        return leases.computeIfAbsent(budget.name(), name -> new Lease(budget.policy(), clock));
    }

    @Override
    public String name() {
        return "budget-leases";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Flux<?> wakes() {
        return much.asFlux();
    }

    /** Gives back what the node has not used lately, and renews the rest. */
    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return report(false);
    }

    /** Gives everything back. */
    @Override
    public Mono<Void> end() {
        return report(true);
    }

    private Mono<Void> report(boolean isLast) {
        return Mono.defer(() -> {
            var reports = new ArrayList<Report>();
            leases.forEach((name, lease) -> {
                var report = lease.report(name, isLast);
                if (report != null) {
                    reports.add(report);
                }
            });
            return reports.isEmpty() ? Mono.empty() : report(reports);
        });
    }

    private Mono<Void> report(List<Report> reports) {
        return repository
                .report(reports)
                .doOnSuccess(done -> reports.forEach(report -> lease(report).reported(report)))
                .doOnError(error -> reports.forEach(report -> lease(report).unreported(report)));
    }

    private Lease lease(Report report) {
        return Objects.requireNonNull(leases.get(report.budget()), "a lease is not forgotten");
    }
}
