package io.ordergate.identity.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.http.RemoteServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Somebody who signs tokens and shows the keys, on a port of their own; may change keys, and be out of order. */
final class FakeIssuer implements AutoCloseable {

    private final ReactorResourceFactory resources = new ReactorResourceFactory();
    private final RemoteServers servers = new RemoteServers(resources, new SimpleMeterRegistry());
    private final AtomicInteger asked = new AtomicInteger();
    private final DisposableServer server;
    private volatile List<RSAKey> keys;
    private volatile String caching = "public, max-age=600, must-revalidate";
    private volatile int status = 200;
    private volatile String document = "";

    FakeIssuer(String... keyIds) {
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(Duration.ZERO);
        resources.afterPropertiesSet();
        has(keyIds);
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    asked.incrementAndGet();
                    return response.status(status)
                            .header("Cache-Control", caching)
                            .sendString(Mono.just(document.isEmpty() ? published() : document));
                })
                .bindNow();
    }

    /** From now on it has these keys. */
    void has(String... keyIds) {
        keys = java.util.Arrays.stream(keyIds).map(FakeIssuer::key).toList();
    }

    /** From now on it shows this, whatever keys it has. */
    void shows(String text) {
        document = text;
    }

    /** Its keys as a JWK set. */
    String published() {
        return new JWKSet(List.copyOf(keys)).toPublicJWKSet().toString();
    }

    void caches(String header) {
        caching = header;
    }

    void answers(int next) {
        status = next;
    }

    int asked() {
        return asked.get();
    }

    String url() {
        return "http://127.0.0.1:" + server.port() + "/jwks";
    }

    RemoteServer server() {
        return Issuers.NOBODY_ELSE.server(servers);
    }

    /** A token of the first key. */
    String token(JWTClaimsSet claims) {
        try {
            var key = keys.get(0);
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException defect) {
            throw new IllegalStateException(defect);
        }
    }

    @Override
    public void close() {
        servers.destroy();
        server.disposeNow();
        resources.destroy();
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException defect) {
            throw new IllegalStateException(defect);
        }
    }
}
