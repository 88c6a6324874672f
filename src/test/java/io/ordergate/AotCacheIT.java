package io.ordergate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.database.DatabaseAddress;
import io.ordergate.testing.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The start of the image, without Docker: the same commands with a JDK 25 that is installed, or in {@code JAVA_25_HOME}. */
class AotCacheIT {

    private static final Path DOCKER = Path.of("src/main/docker").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private Path folder;

    /** The cache is none if one class in ten is still read from a jar: the start then takes half as long again. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aStartOfTheImageReadsItsClassesFromTheCache() throws Exception {
        var java = java25();
        if (java.isEmpty()) {
            LoggerFactory.getLogger(AotCacheIT.class)
                    .error("No JDK 25 is installed: the test of the image's ahead-of-time cache is SKIPPED");
        }
        Assumptions.assumeTrue(java.isPresent(), "no JDK 25 is installed");
        run(
                Map.of(),
                java.get(),
                "-Djarmode=tools",
                "-jar",
                System.getProperty("ordergate.jar"),
                "extract",
                "--destination",
                "app");
        var app = folder.resolve("app");
        Files.copy(DOCKER.resolve("jvm.options"), app.resolve("jvm.options"));
        var environment = Map.of(
                "JAVA", java.get(),
                "DATABASE_URL", emptyDatabase(),
                "MALLOC_ARENA_MAX", "2",
                "ENVIRONMENT", "test",
                "HOST", "127.0.0.1",
                "PORT", Integer.toString(freePort()),
                "MANAGEMENT_PORT", Integer.toString(freePort()),
                "PATH", System.getenv("PATH"));
        run(environment, "bash", DOCKER.resolve("aot-cache.sh").toString());
        assertThat(app.resolve("app.aot")).isNotEmptyFile();

        var service = start(
                environment,
                java.get(),
                "@jvm.options",
                "-XX:AOTCache=app.aot",
                "-XX:AOTMode=on",
                "-Xlog:class+load:file=classes",
                "-jar",
                "ordergate.jar");
        try {
            awaitReadiness(service, environment);
        } finally {
            service.destroyForcibly().waitFor();
        }
        var classes = Files.readAllLines(app.resolve("classes")).stream()
                .filter(line -> line.contains(" source: ") && !line.contains("/0x") && !line.contains("Lambda"))
                .toList();
        var cached = classes.stream()
                .filter(line -> line.contains("shared objects file"))
                .count();
        assertThat(cached).isGreaterThan(10_000);
        assertThat((double) cached / classes.size())
                .as(() -> String.join(
                        "\n",
                        classes.stream()
                                .filter(line -> !line.contains("shared objects file"))
                                .toList()))
                .isGreaterThan(0.95);
    }

    private static Optional<String> java25() throws IOException {
        var named = Stream.ofNullable(System.getenv("JAVA_25_HOME")).map(Path::of);
        var installed = Path.of("/usr/lib/jvm");
        try (var found = Files.isDirectory(installed) ? Files.list(installed) : Stream.<Path>empty()) {
            return Stream.concat(
                            named,
                            found.filter(home -> home.getFileName().toString().contains("25")))
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst();
        }
    }

    private static String emptyDatabase() throws Exception {
        var address = DatabaseAddress.parse(TestDatabase.url());
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var statement = connection.createStatement()) {
            statement.execute("create database aot_cache");
        }
        return TestDatabase.url().replaceFirst("/[^/]*$", "/aot_cache");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void run(Map<String, String> environment, String... command) throws Exception {
        var process = start(environment, command);
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(this::output)
                    .isTrue();
            assertThat(process.exitValue()).as(this::output).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        var app = folder.resolve("app");
        var builder = new ProcessBuilder(List.of(command))
                .directory((Files.isDirectory(app) ? app : folder).toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void awaitReadiness(Process service, Map<String, String> environment) throws Exception {
        var client = HttpClient.newHttpClient();
        var ready = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + environment.get("MANAGEMENT_PORT") + "/actuator/health/readiness"))
                .build();
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && service.isAlive()) {
            try {
                if (client.send(ready, BodyHandlers.ofString()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // nobody listens yet
            }
            Thread.sleep(100);
        }
        throw new AssertionError("not ready: " + output());
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
