package io.ordergate.testing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

/** A client of the service under test. Every exchange is held against the contract. */
public class Api {

    private static final AtomicLong PHONE =
            new AtomicLong(ThreadLocalRandom.current().nextInt(100_000_000));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    private final ReactiveWebServerApplicationContext server;
    private final WebClient client;

    Api(ReactiveWebServerApplicationContext server) {
        this.server = server;
        var connections = ConnectionProvider.builder("tests")
                .maxConnections(3000)
                .pendingAcquireMaxCount(-1)
                .maxIdleTime(
                        Duration.ofSeconds(5)) // the service ends idle connections, perhaps just when one is used again
                .build();
        this.client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(
                        HttpClient.create(connections).disableRetry(true)))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(8 * 1024 * 1024))
                .build();
    }

    /** A phone in Bangladesh that no other test uses: the step has no divisor in common with the number of phones. */
    public static String somePhone() {
        var phone = PHONE.getAndAdd(61_803_399) % 100_000_000;
        return "+88017" + String.format("%08d", phone);
    }

    public static Map<String, Object> someOrder(String phone) {
        return Map.of(
                "phone_number", phone,
                "customer_name", "Rahim",
                "address", "House 7, Road 3, Dhanmondi, Dhaka",
                "payment_method", "cash_on_delivery",
                "items",
                        List.of(Map.of(
                                "product_id", "bk-1", "title", "Lalsalu", "unit_price", "450.00", "quantity", 2)));
    }

    /** Another order of the same customer. */
    public static Map<String, Object> someOrder(String phone, int quantity) {
        var order = new LinkedHashMap<>(someOrder(phone));
        order.put("items", List.of(Map.of("title", "Lalsalu", "unit_price", "450.00", "quantity", quantity)));
        return order;
    }

    public int port() {
        var web = server.getWebServer();
        if (web == null) {
            throw new IllegalStateException("The service has not started");
        }
        return web.getPort();
    }

    public Answer initiate(String phone) {
        return post("/api/v1/orders/initiate", someOrder(phone));
    }

    public Answer initiate(String phone, String key) {
        return post("/api/v1/orders/initiate", someOrder(phone), headers -> headers.set("Idempotency-Key", key));
    }

    /** A fresh session for this phone. */
    public String session(String phone) {
        var answer = initiate(phone);
        if (answer.status() != 202) {
            throw new AssertionError("initiate answered " + answer.status() + " " + answer.body());
        }
        return answer.field("session_token");
    }

    /** The code in the last text to this phone. */
    public String code(String phone) {
        return texts(phone).get(0).substring(0, 6);
    }

    /** The texts to this phone, newest first. */
    public List<String> texts(String phone) {
        var items = get("/dev/inbox?phone=" + phone.replace("+", "%2B")).json().path("items");
        return IntStream.range(0, items.size())
                .mapToObj(index -> items.get(index).path("text").asString())
                .toList();
    }

    /** What shows that the owner of the account with this phone and token asks: a fresh code to that phone. */
    public Map<String, Object> confirmation(String phone, String token) {
        var session = post("/api/v1/users/me/confirm", "", headers -> headers.setBearerAuth(token));
        if (session.status() != 202) {
            throw new AssertionError("confirm answered " + session.status() + " " + session.body());
        }
        return Map.of("session_token", session.field("session_token"), "otp", code(phone));
    }

    /** A code that is surely not the right one. */
    public static String wrong(String code) {
        return String.format("%06d", (Integer.parseInt(code) + 1) % 1_000_000);
    }

    public Answer verify(String session, String code) {
        return post("/api/v1/orders/verify", verification(session, code));
    }

    public Answer verify(String session, String code, String key) {
        return post(
                "/api/v1/orders/verify", verification(session, code), headers -> headers.set("Idempotency-Key", key));
    }

    public Answer resend(String session) {
        return post("/api/v1/orders/resend-code", Map.of("session_token", session));
    }

    public static Map<String, Object> verification(String session, String code) {
        return Map.of("session_token", session, "pin_code", code);
    }

    public Answer get(String path) {
        return answer(call(HttpMethod.GET, path, "", headers -> {}));
    }

    public Answer get(String path, String token) {
        return answer(call(HttpMethod.GET, path, "", headers -> headers.setBearerAuth(token)));
    }

    /** The status of an answer that has no end: nobody waits for more than its beginning. */
    public int opening(String path, String token) {
        var opened = client.get()
                .uri(java.net.URI.create("http://127.0.0.1:" + port() + path))
                .headers(headers -> {
                    if (!token.isEmpty()) {
                        headers.setBearerAuth(token);
                    }
                })
                .exchangeToFlux(response -> response.bodyToFlux(byte[].class)
                        .take(1)
                        .map(bytes -> response.statusCode().value())
                        .defaultIfEmpty(response.statusCode().value()))
                .next();
        return Objects.requireNonNull(opened.block(PATIENCE));
    }

    public Answer post(String path, Object body) {
        return post(path, body, headers -> {});
    }

    public Answer post(String path, Object body, Consumer<HttpHeaders> headers) {
        return answer(posting(path, body, headers));
    }

    /** The answer; if none comes, what every thread was doing goes to the log, since afterwards nobody can tell. */
    public static Answer answer(Mono<Answer> call) {
        return Objects.requireNonNull(call.timeout(PATIENCE)
                .doOnError(TimeoutException.class, late -> Threads.dump())
                .block());
    }

    /** A POST that is sent when somebody subscribes. */
    public Mono<Answer> posting(String path, Object body, Consumer<HttpHeaders> headers) {
        return call(
                HttpMethod.POST,
                path,
                body instanceof String text ? text : JSON.writeValueAsString(body),
                headers.andThen(all -> {
                    if (all.getContentType() == null) {
                        all.setContentType(MediaType.APPLICATION_JSON);
                    }
                }));
    }

    /** The answers to many calls that are under way at the same time. */
    public static List<Answer> atOnce(List<Mono<Answer>> calls) {
        return together(calls).block(PATIENCE);
    }

    /** The same for those who go on meanwhile. */
    public static Mono<List<Answer>> together(List<Mono<Answer>> calls) {
        return Flux.merge(Flux.fromIterable(calls), calls.size()).collectList();
    }

    public Mono<Answer> call(HttpMethod method, String path, String body, Consumer<HttpHeaders> headers) {
        return unchecked(method, path, body, headers)
                .publishOn(Schedulers.boundedElastic())
                .doOnNext(answer -> Contract.check(method.name(), path, body, answer));
    }

    /** A call whose answer is not held against the contract, for what no contract describes. */
    public Mono<Answer> unchecked(HttpMethod method, String path, String body, Consumer<HttpHeaders> headers) {
        var request = client.method(method)
                .uri(java.net.URI.create("http://127.0.0.1:" + port() + path))
                .headers(headers);
        return (body.isEmpty() ? request : request.bodyValue(body)).exchangeToMono(response -> response.bodyToMono(
                        String.class)
                .defaultIfEmpty("")
                .map(text -> new Answer(
                        response.statusCode().value(), response.headers().asHttpHeaders(), text)));
    }
}
