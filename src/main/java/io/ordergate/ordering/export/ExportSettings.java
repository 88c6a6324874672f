package io.ordergate.ordering.export;

import io.ordergate.ordering.live.CallerShares;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The number of exports at once on a node, how long one may take, and the zone of their times. */
@Validated
@ConfigurationProperties("ordergate.export")
record ExportSettings(
        @Min(0) @DefaultValue("4") int concurrent,
        @DefaultValue("30m") Duration longest,
        @DefaultValue("UTC") ZoneId timeZone) {

    /**
     * One export for each account; half of the places are for staff alone, and customers of one address may have half
     * of the others.
     */
    CallerShares shares() {
        var reserved = concurrent / 2;
        return new CallerShares(1, 1, Math.max(1, (concurrent - reserved) / 2), reserved);
    }
}
