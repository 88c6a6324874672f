package io.ordergate.identity.token;

import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys, names and lives of tokens.
 *
 * @param refreshLife how long a sign-in lasts without use
 * @param signInLife how long a sign-in lasts at the most, even in use
 * @param privateKey PEM or JWK of an EC P-256 or RSA key; without a key, tokens are signed with the server's secret
 * @param previousPrivateKeys PEM blocks, a JWK or a JWK set: keys that sign nothing and still verify their tokens
 */
@ConfigurationProperties("ordergate.token")
public record TokenSettings(
        @DefaultValue("15m") Duration life,
        @DefaultValue("30d") Duration refreshLife,
        @DefaultValue("180d") Duration signInLife,
        @DefaultValue("ordergate") String issuer,
        @DefaultValue("ordergate-api") String audience,
        @DefaultValue("") Sensitive privateKey,
        @DefaultValue("") Sensitive previousPrivateKeys) {

    private static final Duration DAY = Duration.ofDays(1);

    public TokenSettings {
        if (signInLife.compareTo(DAY) < 0) {
            throw new IllegalArgumentException("ordergate.token.sign-in-life must be at least a day");
        }
    }

    /** The life of a new sign-in without use. */
    public Duration firstLife() {
        return refreshLife.compareTo(signInLife) < 0 ? refreshLife : signInLife;
    }
}
