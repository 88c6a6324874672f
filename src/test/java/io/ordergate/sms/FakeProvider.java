package io.ordergate.sms;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.ordergate.support.http.RemoteServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The server of a provider on a port of its own: records requests and gives the response that a test wants. */
public final class FakeProvider implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A request as the server received it. */
    public record Received(String method, String uri, HttpHeaders headers, String body) {

        public String header(String name) {
            return headers.get(name, "");
        }
    }

    /** The response to a request. */
    public interface Behaviour {
        Publisher<Void> answer(HttpServerResponse response);
    }

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ReactorResourceFactory resources = new ReactorResourceFactory();
    private final List<RemoteServers> remotes = new ArrayList<>();
    private final DisposableServer server;
    private volatile Behaviour behaviour = response -> response.send();

    public FakeProvider() {
        this(HttpServer.create());
    }

    /** A server with TLS and a certificate of no known authority. */
    public FakeProvider(SslContext tls) {
        this(HttpServer.create().secure(spec -> spec.sslContext(tls)));
    }

    private FakeProvider(HttpServer kind) {
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(Duration.ZERO);
        resources.afterPropertiesSet();
        server = kind.host("127.0.0.1").port(0).handle(this::handle).bindNow();
    }

    /** Sets the response to all further requests. */
    public void answers(int status, String body, String... headers) {
        behaves(response -> {
            for (var index = 0; index < headers.length; index += 2) {
                response.header(headers[index], headers[index + 1]);
            }
            return response.status(status).sendString(Mono.just(body));
        });
    }

    public void behaves(Behaviour next) {
        behaviour = next;
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    /** The only request so far; fails where there is another. */
    public Received request() {
        if (received.size() != 1) {
            throw new AssertionError("requests: " + received);
        }
        return received.get(0);
    }

    public SmsServers servers() {
        return servers(10, 10, Duration.ofSeconds(20));
    }

    public SmsServers servers(int connections, int waiting, Duration timeout) {
        var servers = new RemoteServers(resources, new SimpleMeterRegistry());
        remotes.add(servers);
        return new SmsServers(
                new SmsSettings(List.of("test"), "", timeout, connections, waiting, timeout, timeout), servers);
    }

    @Override
    public void close() {
        remotes.forEach(RemoteServers::destroy);
        server.disposeNow();
        resources.destroy();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .doOnNext(body -> received.add(new Received(
                        request.method().name(),
                        request.uri(),
                        request.requestHeaders().copy(),
                        body)))
                .flatMapMany(body -> behaviour.answer(response));
    }
}
