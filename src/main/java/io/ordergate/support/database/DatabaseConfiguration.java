package io.ordergate.support.database;

import io.ordergate.support.database.DatabaseSettings.Pooler;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;

/** Points the driver of requests and the driver of migrations at one database. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    static final String URL = "DATABASE_URL";
    static final String MIGRATION_URL = "DATABASE_MIGRATION_URL";
    static final String REPLICA_URL = "DATABASE_REPLICA_URL";
    static final String LISTEN_URL = "DATABASE_LISTEN_URL";
    private static final Logger log = LoggerFactory.getLogger(DatabaseConfiguration.class);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LIFE = Duration.ofMinutes(30);

    @Bean
    @ConditionalOnProperty(URL)
    DatabaseAddress databaseAddress(Environment environment, DatabaseSettings settings) {
        if (settings.pooler() == Pooler.TRANSACTION
                && environment.getProperty(MIGRATION_URL, "").isBlank()) {
            throw new IllegalStateException(
                    MIGRATION_URL + " is not set: with DATABASE_POOLER=transaction it has to lead"
                            + " to the server itself, since the sessions of migrations would become those of others");
        }
        return DatabaseAddress.parse(environment.getRequiredProperty(URL));
    }

    @Bean
    DatabaseDriver databaseDriver(DatabaseSettings settings, ReactorResourceFactory resources) {
        return new DatabaseDriver(settings, resources);
    }

    @Bean(destroyMethod = "dispose")
    SelfHealingPool requests(DatabaseAddress address, DatabaseSettings settings, DatabaseDriver driver) {
        return pool(driver.to(address, PreparedStatements.STATEMENTS), settings, settings.poolSize());
    }

    @Bean
    ReactiveTransactionManager transactions(SelfHealingPool requests) {
        return new FinishedBegins(new R2dbcTransactionManager(requests));
    }

    @Bean
    TransactionalOperator transactional(ReactiveTransactionManager transactions) {
        return TransactionalOperator.create(transactions);
    }

    /** The connections of jobs keep no statements, so that each is planned for the sizes that the tables have at that moment. */
    @Bean(destroyMethod = "dispose")
    Db db(
            SelfHealingPool requests,
            DatabaseAddress address,
            DatabaseSettings settings,
            DatabaseDriver driver,
            Environment environment,
            Clock clock) {
        var jobs = pool(driver.to(address, 0), settings, settings.jobConnections());
        var replica = environment.getProperty(REPLICA_URL, "");
        return new Db(
                requests,
                jobs,
                replica.isBlank() ? null : replica(replica, settings.ofReplica(), driver, clock),
                settings.acquireTimeout().plus(settings.statementTimeout()),
                settings.searchTimeout());
    }

    /** Unknown to the checks of health: the service is ready without it. */
    private static Replica replica(String url, DatabaseSettings settings, DatabaseDriver driver, Clock clock) {
        var address = DatabaseAddress.parse(REPLICA_URL, url).ofAnyServer();
        return new Replica(
                pool(driver.with(settings).directTo(address), settings, settings.poolSize()),
                settings.acquireTimeout().plus(settings.statementTimeout()),
                clock);
    }

    /**
     * Connections are made when they are first needed, and never more than these. The one used last is used next: the fewer
     * processes of the server are at work, the more of what they need is in the processor's caches.
     */
    private static SelfHealingPool pool(DatabaseServers servers, DatabaseSettings settings, int size) {
        var maxWaiting = Math.max(1, (int) ((long) settings.maxWaiting() * size / settings.poolSize()));
        return new SelfHealingPool(
                ConnectionPoolConfiguration.builder(servers)
                        .name("ordergate")
                        .initialSize(0)
                        .maxCreateConnectionTime(settings.acquireTimeout())
                        .maxIdleTime(IDLE)
                        .maxLifeTime(LIFE),
                size,
                maxWaiting,
                settings.acquireTimeout());
    }

    /** A pooler in transaction mode gives each statement another session of the server: who listens would hear nothing. */
    @Bean
    Notices notices(
            DatabaseAddress address, DatabaseSettings settings, DatabaseDriver driver, Environment environment) {
        var other = environment.getProperty(LISTEN_URL, "");
        if (!other.isBlank()) {
            return new Notices(
                    driver.directTo(DatabaseAddress.parse(LISTEN_URL, other)).create());
        }
        if (settings.pooler() != Pooler.TRANSACTION) {
            return new Notices(driver.to(address, 0).create());
        }
        log.warn(
                "{} is not set, and through the pooler nobody hears of new work: it is looked for once per"
                        + " OUTBOX_POLL_SECONDS",
                LISTEN_URL);
        return Notices.none();
    }

    @Bean
    Migrations migrations(DatabaseAddress address, Environment environment) {
        var other = environment.getProperty(MIGRATION_URL, "");
        return new Migrations(other.isBlank() ? address : DatabaseAddress.parse(MIGRATION_URL, other));
    }

    @Bean
    DatabaseStart databaseStart(
            DatabaseAddress address, Migrations migrations, DatabaseSettings settings, DatabaseClock clock) {
        return new DatabaseStart(
                address, migrations.address(), settings.startWait(), clock, settings.pooler() == Pooler.TRANSACTION);
    }

    /** Flyway looks for the second kind to switch itself on, and for the first to connect. */
    record Migrations(DatabaseAddress address) implements FlywayConnectionDetails, JdbcConnectionDetails {

        @Override
        public String getDriverClassName() {
            return "org.postgresql.Driver";
        }

        @Override
        public String getUsername() {
            return address.username();
        }

        @Override
        public String getPassword() {
            return address.password();
        }

        @Override
        public String getJdbcUrl() {
            return address.jdbcUrl();
        }
    }
}
