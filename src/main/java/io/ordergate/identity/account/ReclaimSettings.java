package io.ordergate.identity.account;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a number that was given to somebody else may leave its old account.
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
