package io.ordergate.support.job;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** How often rows that are over are deleted, how many in one statement, and for how long each kind before the next one's turn. */
@Validated
@ConfigurationProperties("ordergate.cleanup")
record CleanupSettings(
        @DefaultValue("10m") Duration interval,
        @Min(1) @Max(10_000) @DefaultValue("1000") int batchSize,
        @DefaultValue("60s") Duration timeLimit) {

    CleanupSettings {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("ordergate.cleanup.interval must be at least a second");
        }
        if (timeLimit.compareTo(Duration.ofSeconds(1)) < 0 || timeLimit.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("ordergate.cleanup.time-limit must be a second to an hour");
        }
    }
}
