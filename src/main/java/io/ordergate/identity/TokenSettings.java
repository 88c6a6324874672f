package io.ordergate.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How access tokens are made.
 *
 * @param privateKey PEM or JWK of an EC P-256 or RSA key; without it tokens are signed with the server's secret
 * @param previousPrivateKeys PEM blocks, a JWK or a JWK set: keys that sign nothing and whose tokens are still honoured
 */
@ConfigurationProperties("ordergate.token")
record TokenSettings(
        @DefaultValue("15m") Duration life,
        @DefaultValue("30d") Duration refreshLife,
        @DefaultValue("ordergate") String issuer,
        @DefaultValue("ordergate-api") String audience,
        @Nullable String privateKey,
        @Nullable String previousPrivateKeys) {

    @Override
    public String toString() {
        return "TokenSettings[life=" + life + ", issuer=" + issuer + ", audience=" + audience + "]";
    }
}
