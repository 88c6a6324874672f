package io.ordergate.dev;

import io.ordergate.ordering.model.OrderDrafts;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Rows;
import io.ordergate.support.database.Sql;
import io.ordergate.support.job.Job;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Fills the last month with samples, day by day, once each: so pages of an empty database show something. */
@Component
@ConditionalOnProperty(name = "ordergate.dev.seed-demo", havingValue = "true")
class DemoSeed implements Job {

    private static final Logger log = LoggerFactory.getLogger(DemoSeed.class);

    private static final int LONGEST_PATH = 5;

    private final Db db;
    private final TransactionalOperator tx;
    private final Clock clock;
    private final DevSettings settings;
    private final List<String> currencies;

    DemoSeed(Db db, TransactionalOperator tx, Clock clock, DevSettings settings, OrderDrafts orders) {
        this.db = db;
        this.tx = tx;
        this.clock = clock;
        this.settings = settings;
        this.currencies = orders.currencies();
    }

    @Override
    public String name() {
        return "samples";
    }

    @Override
    public Duration interval() {
        return Duration.ofDays(1);
    }

    /** The first run comes at once. */
    @Override
    public Flux<?> wakes() {
        return Flux.just(true);
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return Flux.fromIterable(DemoDay.month(clock.instant()))
                .takeUntil(day -> stopping.getAsBoolean())
                .filter(DemoDay::hasBegun)
                .concatMap(this::fill)
                .reduce(0L, Long::sum)
                .filter(orders -> orders > 0)
                .doOnNext(orders -> log.info("SEED_DEMO has written {} orders of the last month", orders))
                .then();
    }

    /** Writes a day as a whole, unless it is there: the number of its orders. */
    private Mono<Long> fill(DemoDay day) {
        return db.one(DemoRows.LOCK.call(), row -> true)
                .then(db.one(
                        DemoRows.IS_THERE.bind("prefix", day.prefix()), row -> Rows.value(row, "there", Boolean.class)))
                .filter(isThere -> !isThere)
                .flatMapMany(absent -> Flux.fromIterable(parts(day)))
                .concatMap(part -> db.update(call(part)))
                .then(Mono.just((long) day.orders()))
                .as(tx::transactional);
    }

    /** A statement that writes a part of the day, and what it is bound to. */
    private record Part(Sql sql, Map<String, Object> values) {}

    /** The parts of a day in the order in which they are written. */
    private List<Part> parts(DemoDay day) {
        var prefix = Map.<String, Object>of("prefix", day.prefix());
        var orders = new Part(
                DemoRows.ORDERS,
                Map.of(
                        "prefix", day.prefix(),
                        "begin", day.begin(),
                        "end", day.end(),
                        "orders", day.orders(),
                        "age", day.age(),
                        "step", day.step().toString(),
                        "currencies", currencies.toArray(String[]::new),
                        "methods", settings.sampleMethods().toArray(String[]::new),
                        "abroad", settings.sampleMethodsAbroad().toArray(String[]::new)));
        var steps = new ArrayList<Part>(List.of(orders));
        for (var version = 2; version <= LONGEST_PATH; version++) {
            steps.add(new Part(DemoRows.STEP, Map.of("prefix", day.prefix(), "version", version)));
        }
        List.of(DemoRows.PAYMENTS, DemoRows.REFUNDS, DemoRows.REFUNDED, DemoRows.PAID)
                .forEach(sql -> steps.add(new Part(sql, prefix)));
        steps.add(new Part(
                DemoRows.TEXTS,
                Map.of(
                        "prefix", day.prefix(),
                        "providers", settings.sampleTextProviders().toArray(String[]::new))));
        return steps;
    }

    private static Sql.Call call(Part part) {
        var call = part.sql().call();
        part.values().forEach(call::bind);
        return call;
    }
}
