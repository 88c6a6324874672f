package io.ordergate.support.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.tcp.TcpServer;

/** Whatever a server does, a call of it ends in time, and its answer says whether the server can have taken the call. */
class RemoteServerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RemoteLimits LIMITS = new RemoteLimits(10, 10, Duration.ofSeconds(5), 1000);
    private static final RemoteLimits HASTY = new RemoteLimits(10, 10, Duration.ofMillis(500), 1000);
    private static final int CALLS_UNTIL_OPEN = 20;

    private final ReactorResourceFactory resources = new ReactorResourceFactory();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger received = new AtomicInteger();
    private final List<DisposableServer> running = new ArrayList<>();
    private RemoteServers servers;

    @BeforeEach
    void begin() {
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(Duration.ZERO);
        resources.afterPropertiesSet();
        servers = new RemoteServers(resources, meters);
    }

    @AfterEach
    void end() {
        servers.destroy();
        running.forEach(DisposableServer::disposeNow);
        resources.destroy();
    }

    @Test
    void anAnswerIsReadWithItsStatusHeadersAndBody() {
        var url = serving(
                response -> response.status(201).header("Retry-After", "7").sendString(Mono.just("{\"id\":\"ä\"}")));
        var answer = ask(servers.server("a", LIMITS), url);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.isSuccess()).isTrue();
        assertThat(answer.reason()).isEqualTo("http-201");
        assertThat(answer.json().path("id").asString("")).isEqualTo("ä");
        assertThat(answer.retryAfter(Instant.EPOCH)).isEqualTo(Duration.ofSeconds(7));
        assertThat(answer.header("Missing")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{\"a\":", "\u0000"})
    void whatIsNoJsonIsAMissingNode(String body) {
        var url = serving(response -> response.sendString(Mono.just(body)));
        assertThat(ask(servers.server("a", LIMITS), url).json().path("a").isMissingNode())
                .isTrue();
    }

    @Test
    void aRequestCarriesItsMethodHeadersAndBody() {
        var url = handling(HttpServer.create().handle((request, response) -> request.receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .flatMapMany(body -> response.sendString(Mono.just(String.join(
                        " ",
                        request.method().name(),
                        request.requestHeaders().get("Accept", "-"),
                        request.requestHeaders().get("Content-Type", "-"),
                        request.requestHeaders().get("X-Key", "-"),
                        body))))));
        var server = servers.server("a", LIMITS);
        assertThat(server.ask(RemoteCall.get("get", url).with("X-Key", "k"))
                        .block(PATIENCE)
                        .body())
                .isEqualTo("GET application/json - k ");
        assertThat(server.ask(RemoteCall.post("post", url, "{}"))
                        .block(PATIENCE)
                        .body())
                .isEqualTo("POST application/json application/json - {}");
        var typed = RemoteCall.post("post", url, "text/plain", "x").with("content-type", "text/css");
        assertThat(server.ask(typed).block(PATIENCE).body()).isEqualTo("POST */* text/css - x");
    }

    @Test
    void silenceEndsWithTheTimeLimit() {
        var url = serving(response -> Mono.never());
        assertSilent(ask(servers.server("a", HASTY), url), Fault.TIMEOUT, "timeout");
        var answer = servers.server("a", LIMITS)
                .ask(RemoteCall.get("call", url), Duration.ofMillis(500))
                .block(PATIENCE);
        assertSilent(answer, Fault.TIMEOUT, "timeout");
    }

    @Test
    void aSlowBodyEndsWithTheTimeLimit() {
        var url = serving(response ->
                response.sendString(Flux.interval(Duration.ofMillis(50)).map(String::valueOf)));
        assertSilent(ask(servers.server("a", HASTY), url), Fault.TIMEOUT, "timeout");
    }

    @Test
    void aBodyThatIsTooLongIsNoAnswer() {
        var size = new AtomicInteger(1000);
        var url = serving(response -> response.sendString(Mono.fromSupplier(() -> "x".repeat(size.get()))));
        assertThat(ask(servers.server("a", LIMITS), url).body()).hasSize(1000);
        size.set(1001);
        assertSilent(ask(servers.server("a", LIMITS), url), Fault.BROKEN_ANSWER, "IllegalStateException");
    }

    @Test
    void aBodyThatNeverEndsIsNotReadToItsEnd() {
        var sent = new AtomicInteger();
        var url = serving(response -> response.sendString(Flux.range(0, 100_000).map(number -> {
            sent.incrementAndGet();
            return "x".repeat(10_000);
        })));
        assertThat(ask(servers.server("a", LIMITS), url).fault()).isEqualTo(Fault.BROKEN_ANSWER);
        assertThat(ask(servers.anywhere(LIMITS.timeout(), 1000, address -> true), url)
                        .status())
                .isEqualTo(200);
        assertThat(sent.get()).isLessThan(100_000);
    }

    @Test
    void aConnectionThatBreaksAfterTheRequestLeavesTheOutcomeOpen() {
        var url = serving(response -> {
            response.withConnection(connection -> {
                connection.channel().config().setOption(ChannelOption.SO_LINGER, 0); // a reset
                connection.dispose();
            });
            return Mono.never();
        });
        var answer = ask(servers.server("a", LIMITS), url);
        assertThat(answer.isSilent()).isTrue();
        assertThat(answer.fault()).isEqualTo(Fault.BROKEN_ANSWER);
        assertThat(received).as("a call is not repeated by itself").hasValue(1);
    }

    @Test
    void anAnswerThatBreaksOffLeavesTheOutcomeOpen() {
        var url = serving(response -> response.header("Content-Length", "100")
                .sendString(Mono.just("{"))
                .then(Mono.fromRunnable(() -> response.withConnection(connection -> connection.dispose()))));
        assertThat(ask(servers.server("a", HASTY), url).isSilent()).isTrue();
    }

    @Test
    void aConnectionThatIsResetBeforeTheRequestHasTakenNothing() {
        var resetting = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((in, out) -> in.receive()
                        .take(1)
                        .doOnNext(hello -> in.withConnection(connection -> {
                            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                            connection.dispose();
                        }))
                        .then())
                .bindNow();
        running.add(resetting);
        assertThat(ask(servers.server("a", LIMITS), "https://127.0.0.1:" + resetting.port())
                        .isUnsent())
                .isTrue();
    }

    @Test
    void aRefusedConnectionHasTakenNothing() {
        var url = serving(response -> response.send());
        running.forEach(DisposableServer::disposeNow);
        var answer = ask(servers.server("a", LIMITS), url);
        assertThat(answer.isUnsent()).isTrue();
        assertThat(answer.fault()).isEqualTo(Fault.NO_CONNECTION);
        assertThat(answer.isOutage()).isTrue();
    }

    @Test
    void aNameThatNobodyKnowsHasTakenNothing() {
        var answer = ask(servers.server("a", LIMITS), "http://server.invalid");
        assertThat(answer.isOutage()).isTrue(); // how soon a resolver says so is its own affair
        assertThat(answer.fault()).isIn(Fault.UNKNOWN_HOST, Fault.TIMEOUT);
    }

    @Test
    void theCertificateOfAnotherHostIsRefused() throws Exception {
        var trusting = new RemoteServers(resources, meters, tlsServer("other.example"));
        var answer = ask(
                trusting.server("tls", LIMITS),
                "https://localhost:" + running.get(0).port());
        assertThat(answer.isUnsent()).isTrue();
        assertThat(answer.fault()).isEqualTo(Fault.TLS);
        assertThat(answer.reason()).isEqualTo("SSLHandshakeException");
        var anywhere = trusting.anywhere(LIMITS.timeout(), 1000, address -> true);
        assertThat(ask(anywhere, "https://localhost:" + running.get(0).port()).fault())
                .isEqualTo(Fault.TLS);
        assertThat(received).hasValue(0);
        trusting.destroy();
    }

    @Test
    void theCertificateOfTheHostItselfIsTaken() throws Exception {
        var trusting = new RemoteServers(resources, meters, tlsServer("localhost"));
        assertThat(ask(
                                trusting.server("tls", LIMITS),
                                "https://localhost:" + running.get(0).port())
                        .status())
                .isEqualTo(200);
        assertThat(ask(
                                servers.server("strict", LIMITS),
                                "https://localhost:" + running.get(0).port())
                        .fault())
                .as("nobody vouches for it")
                .isEqualTo(Fault.TLS);
        trusting.destroy();
    }

    @Test
    void aFullPoolHasTakenNothing() {
        var url = serving(response -> Mono.never());
        var narrow = servers.server("narrow", new RemoteLimits(1, 1, Duration.ofSeconds(2), 1000));
        var answers = Flux.range(0, 3)
                .flatMap(number -> narrow.ask(RemoteCall.get("call", url)))
                .collectList()
                .block(PATIENCE);
        assertThat(answers).extracting(RemoteAnswer::fault).containsExactly(Fault.BUSY, Fault.BUSY, Fault.TIMEOUT);
        assertThat(answers).extracting(RemoteAnswer::status).containsExactly(0, 0, -1);
        assertThat(received).as("connections at a time").hasValue(1);
        assertThat(ask(servers.server("another", HASTY), url).fault())
                .as("the pool of another")
                .isEqualTo(Fault.TIMEOUT);
    }

    @Test
    void followsNoRedirect() {
        var url =
                serving(response -> response.status(302).header("Location", "/").send());
        assertThat(ask(servers.server("a", LIMITS), url).status()).isEqualTo(302);
        assertThat(ask(servers.anywhere(LIMITS.timeout(), 1000, address -> true), url)
                        .status())
                .isEqualTo(302);
        assertThat(received).hasValue(2);
    }

    @Test
    void onlyAllowedAddressesAreCalled() {
        var url = serving(response -> response.send());
        var answer = ask(servers.anywhere(LIMITS.timeout(), 1000, address -> false), url);
        assertThat(answer.isUnsent()).isTrue();
        assertThat(answer.fault()).isEqualTo(Fault.ADDRESS_REFUSED);
        assertThat(received).hasValue(0);
        assertThat(ask(servers.anywhere(LIMITS.timeout(), 1000, InetAddress::isLoopbackAddress), url)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aBreakerOpensAfterOutages() {
        var status = new AtomicInteger(503);
        var url = serving(response -> response.status(status.get()).send());
        var server = servers.guarded("test", "a", LIMITS);
        for (var call = 0; call < CALLS_UNTIL_OPEN; call++) {
            assertThat(ask(server, url).status()).isEqualTo(503);
        }
        var answer = ask(server, url);
        assertThat(answer.isUnsent()).isTrue();
        assertThat(answer.fault()).isEqualTo(Fault.NOT_ASKED);
        assertThat(answer.reason()).isEqualTo("not-asked");
        assertThat(received).hasValue(CALLS_UNTIL_OPEN);
        assertThat(ask(servers.guarded("test", "b", LIMITS), url).status())
                .as("the breaker of another")
                .isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 400, 401, 404, 408, 429})
    void whatIsNoOutageOpensNoBreaker(int status) {
        var url = serving(response -> response.status(status).send());
        var server = servers.guarded("test", "a", LIMITS);
        for (var call = 0; call < 2 * CALLS_UNTIL_OPEN; call++) {
            assertThat(ask(server, url).status()).isEqualTo(status);
        }
    }

    @Test
    void aBreakerThatWasOpenTriesAgainAndClosesWhereThatGoesWell() {
        var breaker = new Breaker("test", Duration.ofMillis(200));
        var calls = new AtomicInteger();
        for (var call = 0; call < CALLS_UNTIL_OPEN; call++) {
            guarded(breaker, calls, true);
        }
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(guarded(breaker, calls, true)).isEqualTo("not asked");
        await().until(() -> breaker.state() == State.HALF_OPEN);
        assertThat(guarded(breaker, calls, false)).isEqualTo("false " + (CALLS_UNTIL_OPEN + 1));
        while (breaker.state() == State.HALF_OPEN) {
            guarded(breaker, calls, false);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(calls.get()).isLessThanOrEqualTo(2 * CALLS_UNTIL_OPEN);
    }

    @Test
    void aCancelledCallLeavesTheBreakerAsItWas() {
        var breaker = new Breaker("test", Duration.ofMillis(200));
        for (var call = 0; call < CALLS_UNTIL_OPEN; call++) {
            breaker.guard(() -> Mono.just(1), result -> true, Mono::empty).block(PATIENCE);
        }
        await().until(() -> breaker.state() == State.HALF_OPEN);
        for (var call = 0; call < 2 * CALLS_UNTIL_OPEN; call++) {
            breaker.guard(Mono::never, result -> true, Mono::empty).subscribe().dispose();
        }
        assertThat(breaker.guard(() -> Mono.just("asked"), result -> false, Mono::empty)
                        .block(PATIENCE))
                .isEqualTo("asked");
    }

    @Test
    void callsOfAProviderAreTimedByNameAndResult() {
        var url = serving(response -> response.status(201).send());
        var silent = serving(response -> Mono.never());
        var gone = serving(response -> response.send());
        running.get(2).disposeNow();
        var server = servers.guarded("test", "a", HASTY);
        ask(server, url);
        ask(server, silent);
        ask(server, gone);
        for (var result : List.of("2xx", "silent", "unsent")) {
            assertThat(meters.get("ordergate.test.calls")
                            .tags("provider", "a", "call", "call", "result", result)
                            .timer()
                            .count())
                    .as(result)
                    .isEqualTo(1);
        }
    }

    @Test
    void callsAndAnswersShowNoSecrets() {
        var call = new RemoteCall("call", HttpMethod.GET, "/?key=hush", Map.of("X-Key", "hush"), "hush");
        assertThat(call.toString()).doesNotContain("hush");
        var url = serving(response -> response.header("X-Key", "hush").sendString(Mono.just("hush")));
        assertThat(ask(servers.server("a", LIMITS), url).toString()).doesNotContain("hush");
    }

    private static RemoteAnswer ask(RemoteServer server, String url) {
        return server.ask(RemoteCall.get("call", url)).block(PATIENCE);
    }

    private static String guarded(Breaker breaker, AtomicInteger calls, boolean isOutage) {
        return breaker.guard(
                        () -> Mono.fromSupplier(() -> isOutage + " " + calls.incrementAndGet()),
                        result -> isOutage,
                        () -> Mono.just("not asked"))
                .block(PATIENCE);
    }

    private static void assertSilent(RemoteAnswer answer, Fault fault, String reason) {
        assertThat(answer.isSilent()).isTrue();
        assertThat(answer.isOutage()).isTrue();
        assertThat(answer.fault()).isEqualTo(fault);
        assertThat(answer.reason()).isEqualTo(reason);
    }

    private String serving(Function<HttpServerResponse, Publisher<Void>> behaviour) {
        return handling(HttpServer.create().handle((request, response) -> {
            received.incrementAndGet();
            return behaviour.apply(response);
        }));
    }

    private String handling(HttpServer kind) {
        var server = kind.host("127.0.0.1").port(0).bindNow();
        running.add(server);
        return "http://127.0.0.1:" + server.port();
    }

    /** A server with a certificate of this name; what a client needs to trust it. */
    private SslContext tlsServer(String name) throws Exception {
        var keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        var subject = new X500Name("CN=" + name);
        var builder = new JcaX509v3CertificateBuilder(
                        subject,
                        BigInteger.ONE,
                        Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                        Date.from(Instant.parse("2099-01-01T00:00:00Z")),
                        subject,
                        keys.getPublic())
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
        var certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
        secure(keys.getPrivate(), certificate);
        return SslContextBuilder.forClient().trustManager(certificate).build();
    }

    private void secure(PrivateKey key, X509Certificate certificate) throws Exception {
        var tls = SslContextBuilder.forServer(key, certificate).build();
        handling(HttpServer.create().secure(spec -> spec.sslContext(tls)).handle((request, response) -> {
            received.incrementAndGet();
            return response.send();
        }));
    }
}
