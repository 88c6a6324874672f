package io.ordergate.payment;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A provider's side of the wire, on a port of its own: notes what arrives; a stand-in says what it answers. */
public final class StubServer {

    public static final JsonMapper JSON = new JsonMapper();

    /** A request as it came. */
    public record Received(String method, String path, HttpHeaders headers, String body) {

        public JsonNode json() {
            return JSON.readTree(body.isEmpty() ? "{}" : body);
        }

        public String header(String name) {
            return headers.get(name, "");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** An answer, perhaps after a while. */
    public record Reply(int status, String body, Duration delay) {

        public static Reply ok(Object json) {
            return new Reply(200, json.toString(), Duration.ZERO);
        }

        public static Reply of(int status, String body) {
            return new Reply(status, body, Duration.ZERO);
        }

        /** So late that nobody waits for it. */
        public static Reply silence() {
            return new Reply(200, "", Duration.ofMinutes(5));
        }
    }

    /** The provider behind the wire. */
    public interface Provider {
        Reply answer(Received request);
    }

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final DisposableServer server;
    private final Provider provider;

    public StubServer(Provider provider) {
        this.provider = provider;
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::handle)
                .bindNow();
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** What came on a path that has this in it. */
    public List<Received> received(String part) {
        return received.stream().filter(each -> each.path().contains(part)).toList();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
            var call = new Received(
                    request.method().name(),
                    request.uri(),
                    request.requestHeaders().copy(),
                    body);
            received.add(call);
            return Mono.fromCallable(() -> provider.answer(call))
                    .subscribeOn(Schedulers.boundedElastic()) // stand-ins compute, and tests look into the database
                    .flatMap(reply -> send(reply, response));
        });
    }

    private static Mono<Void> send(Reply reply, HttpServerResponse response) {
        var answer = response.status(reply.status())
                .header("Content-Type", "application/json")
                .sendString(Mono.just(reply.body()))
                .then();
        return reply.delay().isZero() ? answer : Mono.delay(reply.delay()).then(answer);
    }
}
