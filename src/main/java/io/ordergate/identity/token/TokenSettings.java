package io.ordergate.identity.token;

import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How access tokens are made.
 *
 * @param refreshLife how long a sign-in lasts that is not used
 * @param signInLife how long a sign-in lasts at the most, however much it is used
 * @param privateKey PEM or JWK of an EC P-256 or RSA key; without it tokens are signed with the server's secret
 * @param previousPrivateKeys PEM blocks, a JWK or a JWK set: keys that sign nothing and whose tokens are still honoured
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

    /** How long a sign-in that was just opened lasts when it is not used. */
    public Duration firstLife() {
        return refreshLife.compareTo(signInLife) < 0 ? refreshLife : signInLife;
    }
}
