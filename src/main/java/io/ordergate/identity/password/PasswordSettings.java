package io.ordergate.identity.password;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What hashing passwords may cost.
 *
 * @param threads how many are hashed at the same time; 0 is half of the processors
 * @param queue how many may wait for that before others are refused
 * @param queuePerAddress how many of those who wait, or whose turn it is, may call from one address
 * @param strength of bcrypt: each step doubles the work
 */
@Validated
@ConfigurationProperties("ordergate.password")
record PasswordSettings(
        @Min(0) @Max(256) @DefaultValue("0") int threads,
        @Min(0) @Max(10_000) @DefaultValue("32") int queue,
        @Min(1) @Max(10_000) @DefaultValue("8") int queuePerAddress,
        @Min(4) @Max(16) @DefaultValue("10") int strength) {

    /** At least one, and never so many that event loops go hungry. */
    int workers() {
        return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
