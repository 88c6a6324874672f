package io.ordergate.identity.federation;

import io.ordergate.identity.token.SigningKeys;
import io.ordergate.identity.token.TokenSettings;
import java.time.Clock;
import java.time.Duration;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/** Those who may say who somebody is, in tests. */
public final class Issuers {

    static final FederationSettings NOBODY_ELSE = new FederationSettings(
            new FederationSettings.Firebase("", "", "", "", ""),
            new FederationSettings.Oidc("", null, ""),
            false,
            Duration.ofSeconds(5));

    private Issuers() {}

    /** Only our own tokens count. */
    public static ReactiveJwtDecoder oursAlone(SigningKeys keys, TokenSettings settings) {
        var clock = Clock.systemUTC();
        return new TokenConfiguration()
                .accessTokenDecoder(
                        keys, settings, clock, new Federation(NOBODY_ELSE, settings, null, clock), NOBODY_ELSE);
    }
}
