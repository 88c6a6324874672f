package io.ordergate.support.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Brings the database to where this version needs it: waits until it is up, compares the clocks, migrates it, and gives the user of requests what that
 * one needs and no more, where another user owns the tables.
 */
class DatabaseStart implements FlywayMigrationStrategy {

    private static final Logger log = LoggerFactory.getLogger(DatabaseStart.class);

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Not reachable, lost again, shutting down, starting up (PostgreSQL, appendix A). */
    private static final Set<String> PASSING = Set.of("08001", "08006", "57P01", "57P03");

    private static final String GRANTS = "/db/grants.sql";

    private final DatabaseAddress application;
    private final DatabaseAddress owner;
    private final Duration patience;
    private final DatabaseClock clock;
    private final boolean pooled;

    DatabaseStart(
            DatabaseAddress application,
            DatabaseAddress owner,
            Duration patience,
            DatabaseClock clock,
            boolean pooled) {
        this.application = application;
        this.owner = owner;
        this.patience = patience;
        this.clock = clock;
        this.pooled = pooled;
    }

    @Override
    public void migrate(Flyway flyway) {
        try {
            await(owner);
            checkClock();
            flyway.migrate();
            if (!owner.username().equals(application.username())) {
                grant();
            }
            if (pooled) {
                requireTimeLimit();
            }
        } catch (SQLException refused) {
            throw new IllegalStateException("the database refuses the start", refused);
        }
    }

    /** Looks until somebody answers; the first refusal for another reason than absence ends it. */
    private void await(DatabaseAddress address) throws SQLException {
        var looks = Math.max(1, patience.toMillis() / PAUSE.toMillis());
        for (var look = 1L; ; look++) {
            try {
                connect(address).close();
                return;
            } catch (SQLException absent) {
                if (look >= looks || !PASSING.contains(String.valueOf(absent.getSQLState()))) {
                    throw absent;
                }
                if (look == 1) {
                    log.info("Waiting for the database at {}", address);
                }
            }
            pause();
        }
    }

    private void checkClock() throws SQLException {
        try (var connection = connect(owner)) {
            clock.check(connection);
        }
    }

    private void grant() throws SQLException {
        try (var connection = connect(owner)) {
            connection.setAutoCommit(false);
            try (var role = connection.prepareStatement("select set_config('ordergate.role', ?, true)");
                    var grants = connection.createStatement()) {
                role.setString(1, application.username());
                role.execute();
                grants.execute(text());
                connection.commit();
            }
        }
    }

    /** Through a pooler the limit cannot be set by each connection; it has to be one of the user. */
    private void requireTimeLimit() throws SQLException {
        await(application);
        try (var connection = connect(application);
                var statement = connection.createStatement();
                var limit = statement.executeQuery("show statement_timeout")) {
            if (limit.next() && limit.getString(1).equals("0")) {
                log.warn(
                        "Statements have no time limit: as the owner of the database, alter role {} set statement_timeout ="
                                + " '5s'",
                        application.username());
            }
        }
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
    }

    private static String text() {
        try (var file = DatabaseStart.class.getResourceAsStream(GRANTS)) {
            return file == null ? missing() : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String missing() {
        throw new IllegalStateException(GRANTS + " is missing");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the database", interrupted);
        }
    }
}
