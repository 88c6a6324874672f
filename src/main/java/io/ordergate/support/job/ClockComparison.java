package io.ordergate.support.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.database.DatabaseClock;
import io.ordergate.support.database.Db;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Compares the clock of this machine with the database's, and says how far they differ. */
@Component
class ClockComparison implements Job {

    private static final Duration WORTH_A_WARNING = Duration.ofSeconds(1);
    private static final double MILLIS = 1_000;
    private static final Logger log = LoggerFactory.getLogger(ClockComparison.class);

    private final DatabaseClock clock;
    private final Db db;

    ClockComparison(DatabaseClock clock, Db db, MeterRegistry meters) {
        this.clock = clock;
        this.db = db;
        Gauge.builder("ordergate.clock.offset", clock, it -> it.offset().toMillis() / MILLIS)
                .baseUnit("seconds")
                .description("how far the database's clock is ahead of this machine's")
                .register(meters);
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Duration interval() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return clock.compare(db).doOnNext(ClockComparison::warn).then();
    }

    private static void warn(Duration offset) {
        if (offset.abs().compareTo(WORTH_A_WARNING) > 0) {
            log.warn(
                    "The clock of this machine is {} ms {} the database's; times are corrected by that",
                    offset.abs().toMillis(),
                    offset.isNegative() ? "ahead of" : "behind");
        }
    }
}
