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
 * @param clients the number of streams that there may be on a node
 * @param perCaller how many of them one account or guest may have; staff may have a tenth of all, if that is more
 * @param perAddress how many customers may have from one address
 * @param buffer how many batches of events wait for a client before its stream is closed
 * @param heartbeat how often a client gets an empty event, and its caller is checked again
 * @param poll how often events are read when no notice comes
 * @param linger how long events are read on when the last client is gone
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

    /** The shares of callers; a tenth of all streams is for staff alone. */
    CallerShares shares() {
        var reserved = clients / 10;
        return new CallerShares(perCaller, Math.max(perCaller, reserved), perAddress, reserved);
    }
}
