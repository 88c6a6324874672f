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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The time of day, as the clock of the database has it: nodes whose own clocks differ make ids, tokens and rows of one time. It is
 * the clock of this machine, corrected by what the last comparison has found.
 */
@Component
public final class DatabaseClock extends Clock {

    /** A comparison that took longer says too little. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    /** How often a comparison looks: the shortest look counts, since it is wrong by half of its length at most. */
    private static final int LOOKS = 5;

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
        return Flux.range(0, LOOKS)
                .concatMap(number -> look(db), 1)
                .reduce(Look::shorter)
                .map(this::correct);
    }

    private Mono<Look> look(Db db) {
        return Mono.defer(() -> {
            var before = own.instant();
            return db.jobs().one(QUERY.call(), DatabaseClock::time).map(time -> new Look(before, time, own.instant()));
        });
    }

    /** Compares the clocks before anything has been made. Errors: {@link IllegalStateException} where they differ too much. */
    void check(Connection connection) throws SQLException {
        var shortest = look(connection);
        for (var number = 1; number < LOOKS; number++) {
            shortest = shortest.shorter(look(connection));
        }
        correct(shortest);
        if (offset.abs().compareTo(settings.offset()) > 0) {
            throw new IllegalStateException(
                    "the clock of this machine is " + offset.abs().toSeconds() + " s "
                            + (offset.isNegative() ? "ahead of" : "behind")
                            + " the database's: set it right, or allow it with CLOCK_OFFSET_SECONDS");
        }
    }

    private Look look(Connection connection) throws SQLException {
        var before = own.instant();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(NOW)) {
            result.next();
            return new Look(before, result.getObject(1, OffsetDateTime.class).toInstant(), own.instant());
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

    private Duration correct(Look look) {
        if (!look.length().isNegative() && look.length().compareTo(LONGEST_LOOK) <= 0) {
            offset = look.offset();
        }
        return offset;
    }

    private static Instant time(Readable row) {
        return Rows.<Instant>first(Instant.class).apply(row);
    }

    /**
     * The time of the database, and the times of this machine before it was asked and after it had answered.
     */
    record Look(Instant before, Instant database, Instant after) {

        Duration length() {
            return Duration.between(before, after);
        }

        Duration offset() {
            return Duration.between(before.plus(length().dividedBy(2)), database);
        }

        /** The shorter of both; one during which the clock was set back says nothing. */
        Look shorter(Look other) {
            var isBetter =
                    other.length().compareTo(length()) < 0 && !other.length().isNegative();
            return isBetter || length().isNegative() ? other : this;
        }
    }
}
