package io.ordergate.ordering.live;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Live streams of orders.
 *
 * @param clients how many there may be on a node
 * @param perCaller how many of them one account or guest may have; staff have a tenth of all, if that is more
 * @param perAddress how many customers may have from one address
 * @param buffer how many batches of events wait for a client before it is given up
 * @param heartbeat how often a client hears that the stream lives, and is looked at again
 * @param poll how often events are looked for that no notice told of
 * @param linger how long they are read on when the last client has gone
 */
@Validated
@ConfigurationProperties("ordergate.stream")
record StreamSettings(
        @Min(0) @DefaultValue("2000") int clients,
        @Min(1) @DefaultValue("20") int perCaller,
        @Min(1) @DefaultValue("200") int perAddress,
        @Min(1) @Max(10_000) @DefaultValue("128") int buffer,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("5s") Duration linger) {

    /** A tenth is for staff alone. */
    CallerShares shares() {
        var reserved = clients / 10;
        return new CallerShares(perCaller, Math.max(perCaller, reserved), perAddress, reserved);
    }
}
