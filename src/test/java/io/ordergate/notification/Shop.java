package io.ordergate.notification;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A shop's own system: records calls and answers as a test wants. */
public final class Shop implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    /** A call as it was received. */
    public record Received(String uri, HttpHeaders headers, String body) {

        public String header(String name) {
            return headers.get(name, "");
        }

        public JsonNode json() {
            return JSON.readTree(body);
        }
    }

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final DisposableServer server;
    private volatile Function<HttpServerResponse, Publisher<Void>> behaviour = response -> response.send();

    public Shop() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::handle)
                .bindNow(Duration.ofSeconds(10));
    }

    public void answers(int status) {
        behaves(response -> response.status(status).send());
    }

    public void behaves(Function<HttpServerResponse, Publisher<Void>> next) {
        behaviour = next;
    }

    public int port() {
        return server.port();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(10));
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .doOnNext(body -> received.add(
                        new Received(request.uri(), request.requestHeaders().copy(), body)))
                .flatMapMany(body -> behaviour.apply(response));
    }
}
