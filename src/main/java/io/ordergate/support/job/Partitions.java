package io.ordergate.support.job;

import static io.ordergate.support.database.Rows.value;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Makes partitions a week ahead. Rows of a time that has none go to the default partition, and are deleted there one by one. */
@Component
class Partitions implements Job {

    private static final Logger log = LoggerFactory.getLogger(Partitions.class);

    private static final Sql MAKE = Sql.of("select made, missing from make_partitions()");

    private final Db db;
    private final CleanupSettings settings;
    private final AtomicInteger missing = new AtomicInteger();

    Partitions(Db db, CleanupSettings settings, MeterRegistry meters) {
        this.db = db;
        this.settings = settings;
        meters.gauge("ordergate.partitions.missing", missing);
    }

    @Override
    public String name() {
        return "partitions";
    }

    @Override
    public Duration interval() {
        return settings.interval();
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return db.jobs()
                .one(
                        MAKE.call(),
                        row -> report(value(row, "made", Integer.class), value(row, "missing", Integer.class)))
                .then();
    }

    private int report(int made, int left) {
        missing.set(left);
        if (made > 0) {
            log.info("Made {} partitions", made);
        }
        return made;
    }
}
