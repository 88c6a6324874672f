package io.ordergate.browser;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContextBuilder;
import io.ordergate.payment.FakeStripe;
import io.ordergate.testing.SelfSigned;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x509.GeneralName;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * What stands before a service on the network, under TLS: a proxy, which may cut a prefix off paths and tells the service what the
 * client has asked for; and the page on which customers of {@link FakeStripe} pay.
 */
final class Front {

    static final String HOST = "pay.example.test";

    private static final String PROVIDER = "checkout.stripe.test";
    private static final List<CharSequence> OF_THE_CONNECTION =
            List.of(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderNames.CONNECTION);

    private final SelfSigned certificate =
            SelfSigned.of(new GeneralName(GeneralName.dNSName, HOST), new GeneralName(GeneralName.dNSName, PROVIDER));
    private final FakeStripe stripe;
    private final DisposableServer server;
    private volatile int target;
    private volatile String prefix = "";

    Front(FakeStripe stripe) {
        this.stripe = stripe;
        try {
            var tls = SslContextBuilder.forServer(certificate.key(), certificate.certificate())
                    .build();
            server = HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .secure(spec -> spec.sslContext(tls))
                    .handle(this::handle)
                    .bindNow();
        } catch (SSLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    int port() {
        return server.port();
    }

    /** From now on calls whose paths begin with the prefix go to the service on this port. */
    void leadTo(int port, String cut) {
        target = port;
        prefix = cut;
    }

    /** By this Chromium trusts the certificate. */
    String fingerprint() {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(certificate.certificate().getPublicKey().getEncoded());
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        var host = request.requestHeaders().get(HttpHeaderNames.HOST, "");
        if (host.equals(PROVIDER)) {
            return provider(request, response);
        }
        return request.uri().startsWith(prefix + "/")
                ? passed(request, response, host)
                : response.status(404).sendString(Mono.just("Nothing stands here"));
    }

    private Publisher<Void> passed(HttpServerRequest request, HttpServerResponse response, String host) {
        return HttpClient.newConnection()
                .headers(headers -> headers.set(request.requestHeaders())
                        .set("X-Forwarded-For", "203.0.113.7")
                        .set("X-Forwarded-Proto", "https")
                        .set("X-Forwarded-Host", host)
                        .set("X-Forwarded-Prefix", prefix))
                .request(request.method())
                .uri("http://127.0.0.1:" + target + request.uri().substring(prefix.length()))
                .send((out, connection) -> connection.send(request.receive().retain()))
                .response((answer, body) -> {
                    copy(answer, response);
                    return response.send(body.retain(), any -> true);
                });
    }

    private static void copy(HttpClientResponse answer, HttpServerResponse response) {
        HttpHeaders headers = answer.responseHeaders().copy();
        OF_THE_CONNECTION.forEach(headers::remove);
        response.status(answer.status()).headers(headers);
    }

    /** The page of one payment; its button pays. */
    private Publisher<Void> provider(HttpServerRequest request, HttpServerResponse response) {
        var session = request.uri().substring(request.uri().lastIndexOf('/') + 1);
        if (request.method().name().equals("GET")) {
            return response.header("Content-Type", "text/html;charset=UTF-8").sendString(Mono.just("""
                    <!doctype html><html lang="en"><title>Payment</title><link rel="icon" href="data:,">
                    <form method="post"><button>Pay</button></form></html>"""));
        }
        return request.receive()
                .aggregate()
                .then(Mono.fromCallable(() -> stripe.pays(session)).subscribeOn(Schedulers.boundedElastic()))
                .then(Mono.defer(() -> response.status(303)
                        .header(
                                "Location",
                                stripe.session(session).path("success_url").asString())
                        .send()));
    }
}
