package io.ordergate.identity.password;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The limits for the hashing of passwords.
 *
 * @param threads how many are hashed at the same time; 0 is half of the processors
 * @param queue how many may wait for a thread before others are refused
 * @param queuePerAddress how many of those that wait or are hashed may come from one address
 * @param strength of bcrypt: each step doubles the work
 */
@Validated
@ConfigurationProperties("ordergate.password")
record PasswordSettings(
        @Min(0) @Max(256) @DefaultValue("0") int threads,
        @Min(0) @Max(10_000) @DefaultValue("32") int queue,
        @Min(1) @Max(10_000) @DefaultValue("8") int queuePerAddress,
        @Min(4) @Max(16) @DefaultValue("10") int strength) {

    /** The number of threads: at least one, and so few that event loops still get processors. */
    int workers() {
        return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
