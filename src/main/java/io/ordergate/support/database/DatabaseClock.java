package io.ordergate.support.database;

import io.r2dbc.spi.Readable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The time of day, as the clock of the database has it: nodes whose own clocks differ make ids, tokens and rows of one time. It is
 * the clock of this machine, corrected by what the last comparison has found.
 */
@Component
public final class DatabaseClock extends Clock {

    /** A comparison that took longer says too little. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private static final int START_LOOKS = 3;
    private static final String NOW = "select clock_timestamp()";
    private static final Sql QUERY = Sql.of(NOW);

    private final Clock own;
    private final Settings settings;
    private volatile Duration offset = Duration.ZERO;

    /**
     * How the clock of this machine is judged.
     *
     * @param offset how far it may differ from the database's when the service starts
     */
    @ConfigurationProperties("ordergate.clock")
    record Settings(@DefaultValue("30s") Duration offset) {}

    @Autowired
    DatabaseClock(Settings settings) {
        this(settings, Clock.systemUTC());
    }

    DatabaseClock(Settings settings, Clock own) {
        this.settings = settings;
        this.own = own;
    }

    /** How far the database's clock is ahead of this machine's; negative where it is behind. */
    public Duration offset() {
        return offset;
    }

    /** Compares the clocks once more, and gives what was found. */
    public Mono<Duration> compare(Db db) {
        return Mono.defer(() -> {
            var before = own.instant();
            return db.jobs().one(QUERY.call(), DatabaseClock::time).map(time -> correct(before, time));
        });
    }

    /** Compares the clocks before anything has been made. Errors: {@link IllegalStateException} where they differ too much. */
    void check(Connection connection) throws SQLException {
        for (var look = 0; look < START_LOOKS; look++) { // the first one is slow
            var before = own.instant();
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery(NOW)) {
                result.next();
                correct(before, result.getObject(1, OffsetDateTime.class).toInstant());
            }
        }
        if (offset.abs().compareTo(settings.offset()) > 0) {
            throw new IllegalStateException(
                    "the clock of this machine is " + offset.abs().toSeconds() + " s "
                            + (offset.isNegative() ? "ahead of" : "behind")
                            + " the database's: set it right, or allow it with CLOCK_OFFSET_SECONDS");
        }
    }

    @Override
    public Instant instant() {
        return own.instant().plus(offset);
    }

    @Override
    public long millis() {
        return own.millis() + offset.toMillis();
    }

    @Override
    public ZoneId getZone() {
        return own.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(own.withZone(zone), offset);
    }

    private Duration correct(Instant before, Instant database) {
        var look = Duration.between(before, own.instant());
        if (!look.isNegative() && look.compareTo(LONGEST_LOOK) <= 0) {
            offset = Duration.between(before.plus(look.dividedBy(2)), database);
        }
        return offset;
    }

    private static Instant time(Readable row) {
        return Rows.<Instant>first(Instant.class).apply(row);
    }
}
