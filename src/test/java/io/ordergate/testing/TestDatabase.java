package io.ordergate.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** One real PostgreSQL for all tests of a run: a container where Docker answers, else the embedded binaries. */
public final class TestDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String IMAGE = "postgres:18-alpine";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        if (!context.getEnvironment().containsProperty("DATABASE_URL")) {
            TestPropertyValues.of("DATABASE_URL=" + url()).applyTo(context);
        }
    }

    /** Where it is, as DATABASE_URL says it. */
    public static String url() {
        return Holder.URL;
    }

    private static String start() {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return container();
        }
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "300")
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
        static final String URL = start();
    }
}
