package io.ordergate.outbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How messages are relayed.
 *
 * @param relay whether this node relays messages
 * @param poll the pause between two rounds when no notice wakes the relay
 * @param batch how many new messages are published in one statement
 * @param concurrency the most messages of one consumer that are handled at once
 * @param timeout how long the handling of one message may take
 * @param lease after how long a node that has claimed a message counts as dead
 * @param tries the number of tries after which a message is a dead letter
 * @param firstWait the wait after the first try; each further wait is twice as long, up to the longest
 * @param keep how long messages are kept that are done
 */
@Validated
@ConfigurationProperties("ordergate.outbox")
record OutboxSettings(
        @DefaultValue("true") boolean relay,
        @DefaultValue("1s") Duration poll,
        @Min(1) @Max(10_000) @DefaultValue("500") int batch,
        @Min(1) @Max(1_000) @DefaultValue("256") int concurrency,
        @DefaultValue("15s") Duration timeout,
        @DefaultValue("60s") Duration lease,
        @Min(1) @Max(100) @DefaultValue("16") int tries,
        @DefaultValue("5s") Duration firstWait,
        @DefaultValue("4h") Duration longestWait,
        @DefaultValue("7d") Duration keep) {

    private static final int MOST_DOUBLINGS = 30;

    OutboxSettings {
        if (lease.compareTo(timeout.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("ordergate.outbox.lease must be at least twice the timeout");
        }
    }

    /** The wait after so many tries; the database makes it up to half shorter, by chance. */
    Duration waitAfter(int failed) {
        var wait = firstWait.multipliedBy(1L << Math.min(failed - 1, MOST_DOUBLINGS));
        return wait.compareTo(longestWait) > 0 ? longestWait : wait;
    }
}
