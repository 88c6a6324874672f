package io.ordergate.identity.federation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.identity.token.SigningKeys;
import io.ordergate.identity.token.TokenSettings;
import io.ordergate.support.http.RemoteServers;
import io.ordergate.support.secret.Sensitive;
import java.time.Clock;
import java.time.Duration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/** Those who may say who somebody is, in tests. */
public final class Issuers {

    static final FederationSettings NOBODY_ELSE = new FederationSettings(
            new FederationSettings.Firebase("", Sensitive.NONE, "", "", ""),
            new FederationSettings.Oidc("", null, ""),
            false,
            Duration.ofSeconds(30));

    private Issuers() {}

    /** Only our own tokens count. */
    public static ReactiveJwtDecoder oursAlone(SigningKeys keys, TokenSettings settings) {
        var clock = Clock.systemUTC();
        var resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(true);
        resources.start();
        var servers = new RemoteServers(resources, new SimpleMeterRegistry());
        return new TokenConfiguration()
                .accessTokenDecoder(
                        keys, settings, clock, new Federation(NOBODY_ELSE, settings, servers, clock), NOBODY_ELSE);
    }
}
