package io.ordergate.load;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

/**
 * Has many codes sent at once through a provider that answers late, and prints how many calls got which status after how long.
 * Settings of the service come from the environment; {@code src/test/load/in-flight.sh} runs it.
 */
public final class SendsInFlight {

    private static final int SENDS = Integer.getInteger("sends", 10_000);
    private static final Duration LATENCY = Duration.ofMillis(Integer.getInteger("latency", 2_000));
    private static final Duration RAMP = Duration.ofMillis(Integer.getInteger("ramp", 0));
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String TAKEN =
            "{\"messages\": [{\"messageId\": \"m\", \"status\": {\"groupId\": 1, \"id\": 26}}]}";
    private static final String ORDER = """
            {"phone_number": "%s", "customer_name": "Rahim", "address": "House 7, Road 3, Dhanmondi, Dhaka",
             "payment_method": "cash_on_delivery",
             "items": [{"product_id": "bk-1", "title": "Lalsalu", "unit_price": "450.00", "quantity": 2}]}""";

    private static final AtomicInteger IN_FLIGHT = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();

    private record Result(int status, long millis) {}

    private SendsInFlight() {}

    /** Runs it. The first argument is the jar. Properties: {@code sends}, {@code latency} and {@code ramp} in milliseconds. */
    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger("io.zonky")).setLevel(Level.WARN);
        var provider = provider();
        var port = freePort();
        try (var database = EmbeddedPostgres.builder().start()) {
            var service = start(arguments[0], database.getPort(), port, provider.port());
            try {
                run(port);
            } finally {
                service.destroy();
                service.waitFor(60, TimeUnit.SECONDS);
                service.destroyForcibly();
            }
        }
        provider.disposeNow();
    }

    private static void run(int port) {
        var connections = ConnectionProvider.builder("clients")
                .maxConnections(SENDS)
                .pendingAcquireMaxCount(-1)
                .build();
        var client = HttpClient.create(connections)
                .baseUrl("http://127.0.0.1:" + port)
                .headers(headers -> headers.set("Content-Type", "application/json"));
        ready(client);
        initiate(client, 0, 1_000, 1_000); // pools, loops and compiled code are there now
        var statuses = new TreeMap<Integer, long[]>();
        initiate(client, 10_000_000, SENDS, SENDS).forEach(result -> {
            var seen = statuses.computeIfAbsent(result.status(), any -> new long[2]);
            seen[0]++;
            seen[1] = Math.max(seen[1], result.millis());
        });
        System.out.printf("in flight to the provider at once: %d%n", MOST.get());
        for (Map.Entry<Integer, long[]> each : statuses.entrySet()) {
            System.out.printf(
                    Locale.ROOT,
                    "status %d: %d, the last after %d ms%n",
                    each.getKey(),
                    each.getValue()[0],
                    each.getValue()[1]);
        }
    }

    private static Iterable<Result> initiate(HttpClient client, int first, int calls, int atOnce) {
        return Flux.range(first, calls)
                .flatMap(number -> start(number - first).then(initiate(client, number)), atOnce)
                .collectList()
                .blockOptional(PATIENCE)
                .orElseThrow();
    }

    /** Completes when it is the turn of this call, so that all begin within the ramp. */
    private static Mono<Long> start(int place) {
        return Mono.delay(RAMP.multipliedBy(place).dividedBy(SENDS));
    }

    private static String phone(int number) {
        return String.format(Locale.ROOT, "+88017%08d", number);
    }

    private static Mono<Result> initiate(HttpClient client, int number) {
        return Mono.defer(() -> {
            var began = System.nanoTime();
            return client.post()
                    .uri("/api/v1/orders/initiate")
                    .send(ByteBufFlux.fromString(Mono.just(ORDER.formatted(phone(number)))))
                    .responseSingle((response, body) -> body.asString()
                            .defaultIfEmpty("")
                            .thenReturn(new Result(
                                    response.status().code(),
                                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))))
                    .onErrorReturn(new Result(0, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
        });
    }

    private static void ready(HttpClient client) {
        client.get()
                .uri("/api/v1/health")
                .response()
                .filter(response -> response.status().code() == 200)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("not ready")))
                .retryWhen(reactor.util.retry.Retry.fixedDelay(600, Duration.ofMillis(500)))
                .block(PATIENCE);
    }

    private static DisposableServer provider() {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    MOST.accumulateAndGet(IN_FLIGHT.incrementAndGet(), Math::max);
                    return request.receive()
                            .then(Mono.delay(LATENCY))
                            .doOnNext(late -> IN_FLIGHT.decrementAndGet())
                            .then(response.sendString(Mono.just(TAKEN)).then());
                })
                .bindNow();
    }

    private static Process start(String jar, int databasePort, int port, int providerPort) throws IOException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-jar",
                Path.of(jar).toAbsolutePath().toString());
        var settings = builder.environment();
        settings.put("DATABASE_URL", "postgresql://postgres@127.0.0.1:" + databasePort + "/postgres?sslmode=disable");
        settings.put("ENVIRONMENT", "development");
        settings.put("PORT", Integer.toString(port));
        settings.put("SECRET_KEY", "a-secret-of-a-measurement-and-of-nothing-else");
        settings.put("RATE_LIMIT_OTP_ADDRESS", "100000000/1h");
        settings.put("SMS_COUNTRY_BUDGET", "100000000");
        settings.put("SMS_ADDRESS_BUDGET", "100000000");
        settings.put("SMS_TOTAL_BUDGET", "100000000");
        settings.put("SMS_PROVIDER", "infobip");
        settings.put("INFOBIP_BASE_URL", "http://127.0.0.1:" + providerPort);
        settings.put("INFOBIP_API_KEY", "a-key");
        var folder = Files.createTempDirectory("sends-in-flight");
        return builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
