package io.ordergate.testing;

import io.ordergate.support.database.DatabaseAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One real PostgreSQL for all tests of a run: a container where Docker answers, else the embedded binaries. As in production the
 * service under test owns no table: its user is another than that of the migrations.
 */
public final class TestDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String APPLICATION = "ordergate_app";
    private static final String IMAGE = "postgres:18-alpine";
    private static final Duration STARTUP_PATIENCE = Duration.ofSeconds(60);

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        if (!context.getEnvironment().containsProperty("DATABASE_URL")) {
            TestPropertyValues.of("DATABASE_URL=" + applicationUrl(), "DATABASE_MIGRATION_URL=" + url())
                    .applyTo(context);
        }
    }

    /** Where it is, and its superuser, who owns the tables, as DATABASE_URL says it. */
    public static String url() {
        return Holder.URL;
    }

    /** Where it is, and the user who serves requests. */
    public static String applicationUrl() {
        return Holder.URL.replaceFirst("//[^@]*@", "//" + APPLICATION + ":" + APPLICATION + "-password@");
    }

    private static String withApplication(String url) {
        var address = DatabaseAddress.parse(url);
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var statement = connection.createStatement()) {
            statement.execute("create role " + APPLICATION + " login password '" + APPLICATION + "-password'");
            return url;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String start() {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return container();
        }
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "300")
                    .setPGStartupWait(STARTUP_PATIENCE)
                    .start();
            LoggerFactory.getLogger(TestDatabase.class).info("No Docker: tests run on the embedded PostgreSQL");
            return "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @SuppressWarnings("resource") // ends with the run, by the library's own watcher
    private static String container() {
        var postgres = new PostgreSQLContainer(IMAGE).withCommand("postgres", "-c", "max_connections=300");
        postgres.start();
        return "postgresql://%s:%s@%s:%d/%s"
                .formatted(
                        postgres.getUsername(),
                        postgres.getPassword(),
                        postgres.getHost(),
                        postgres.getFirstMappedPort(),
                        postgres.getDatabaseName());
    }

    private static final class Holder {
        static final String URL = withApplication(start());
    }
}
