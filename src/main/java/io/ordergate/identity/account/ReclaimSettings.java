package io.ordergate.identity.account;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The time after which a number may leave an account that is not used, when somebody else proves the number.
 *
 * @param after how long that account was not signed in, at least 7 days
 */
@ConfigurationProperties("ordergate.reclaim")
record ReclaimSettings(@DefaultValue("90d") Duration after) {

    private static final Duration LEAST = Duration.ofDays(7);

    ReclaimSettings {
        if (after.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("ordergate.reclaim.after must be at least 7 days");
        }
    }
}
