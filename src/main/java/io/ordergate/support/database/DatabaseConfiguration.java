package io.ordergate.support.database;

import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.MultiHostConnectionStrategy.TargetServerType;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;

/** Points the driver of requests and the driver of migrations at one database. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    static final String URL = "DATABASE_URL";
    static final String MIGRATION_URL = "DATABASE_MIGRATION_URL";
    static final String REPLICA_URL = "DATABASE_REPLICA_URL";
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration RECHECK = Duration.ofMillis(500);
    private static final Duration LIFE = Duration.ofMinutes(30);

    /**
     * Rows are looked up by keys, and plans are kept, those of foreign keys by the server: one made while a table is small
     * must not be a scan of it, which would stay while it grows. Where there is no index, a table is scanned as ever.
     * Compiling a plan is never worth it here.
     */
    private static final Map<String, String> PLANNING = Map.of("enable_seqscan", "off", "jit", "off");

    @Bean
    @ConditionalOnProperty(URL)
    DatabaseAddress databaseAddress(Environment environment) {
        return DatabaseAddress.parse(environment.getRequiredProperty(URL));
    }

    @Bean(destroyMethod = "dispose")
    SelfHealingPool requests(DatabaseAddress address, DatabaseSettings settings, ReactorResourceFactory resources) {
        var driver = driver(address, settings, resources, PreparedStatements.STATEMENTS);
        return pool(driver, settings, settings.poolSize());
    }

    @Bean
    ReactiveTransactionManager transactions(SelfHealingPool requests) {
        return new FinishedBegins(new R2dbcTransactionManager(requests));
    }

    /** The connections of jobs keep no statements, so that each is planned for the sizes that the tables have at that moment. */
    @Bean(destroyMethod = "dispose")
    Db db(
            SelfHealingPool requests,
            DatabaseAddress address,
            DatabaseSettings settings,
            ReactorResourceFactory resources,
            Environment environment,
            Clock clock) {
        var jobs = pool(driver(address, settings, resources, 0), settings, settings.jobConnections());
        var replica = environment.getProperty(REPLICA_URL, "");
        return new Db(
                requests,
                jobs,
                replica.isBlank() ? null : replica(replica, settings.ofReplica(), resources, clock),
                settings.acquireTimeout().plus(settings.statementTimeout()));
    }

    /** Unknown to the checks of health: the service is ready without it. */
    private static Replica replica(
            String url, DatabaseSettings settings, ReactorResourceFactory resources, Clock clock) {
        var address = DatabaseAddress.parse(REPLICA_URL, url).ofAnyServer();
        return new Replica(
                pool(driver(address, settings, resources, 0), settings, settings.poolSize()),
                settings.acquireTimeout().plus(settings.statementTimeout()),
                clock);
    }

    /**
     * Connections are made when they are first needed, and never more than these. The one used last is used next: the fewer
     * processes of the server are at work, the more of what they need is in the processor's caches.
     */
    private static SelfHealingPool pool(PostgresqlConnectionConfiguration driver, DatabaseSettings settings, int size) {
        var maxWaiting = Math.max(1, (int) ((long) settings.maxWaiting() * size / settings.poolSize()));
        return new SelfHealingPool(
                ConnectionPoolConfiguration.builder(new PostgresqlConnectionFactory(driver))
                        .name("ordergate")
                        .initialSize(0)
                        .maxCreateConnectionTime(settings.acquireTimeout())
                        .maxIdleTime(IDLE)
                        .maxLifeTime(LIFE)
                        .customizer(pool -> pool.maxPendingAcquire(maxWaiting).idleResourceReuseMruOrder()),
                size,
                settings.acquireTimeout());
    }

    @Bean
    Notices notices(DatabaseAddress address, DatabaseSettings settings, ReactorResourceFactory resources) {
        return new Notices(new PostgresqlConnectionFactory(driver(address, settings, resources, 0)).create());
    }

    private static PostgresqlConnectionConfiguration driver(
            DatabaseAddress address, DatabaseSettings settings, ReactorResourceFactory resources, int keptStatements) {
        var driver = PostgresqlConnectionConfiguration.builder();
        if (!address.sslRootCert().isEmpty()) {
            driver.sslRootCert(address.sslRootCert());
        }
        var first = address.hosts().get(0);
        if (address.hosts().size() == 1 && !address.primaryOnly()) {
            driver.host(first.name()).port(first.port());
        } else {
            driver.targetServerType(address.primaryOnly() ? TargetServerType.PRIMARY : TargetServerType.ANY)
                    .hostRecheckTime(RECHECK);
            address.hosts().forEach(host -> driver.addHost(host.name(), host.port()));
        }
        return driver.database(address.database())
                .username(address.username())
                .password(address.password())
                .sslMode(SSLMode.fromValue(address.sslMode()))
                .connectTimeout(address.connectTimeout(settings.connectTimeout(), settings.acquireTimeout()))
                .statementTimeout(settings.statementTimeout())
                .applicationName(address.applicationName())
                .preparedStatementCacheQueries(keptStatements)
                .options(PLANNING)
                .tcpKeepAlive(true)
                .loopResources(resources.getLoopResources())
                .build();
    }

    @Bean
    Migrations migrations(DatabaseAddress address, Environment environment) {
        var other = environment.getProperty(MIGRATION_URL, "");
        return new Migrations(other.isBlank() ? address : DatabaseAddress.parse(MIGRATION_URL, other));
    }

    @Bean
    DatabaseStart databaseStart(
            DatabaseAddress address, Migrations migrations, DatabaseSettings settings, DatabaseClock clock) {
        return new DatabaseStart(address, migrations.address(), settings.startWait(), clock);
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
