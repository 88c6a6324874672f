package io.ordergate.ordering;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** How many exports there may be at once on a node, and how long one may take. */
@Validated
@ConfigurationProperties("ordergate.export")
record ExportSettings(
        @Min(0) @DefaultValue("4") int concurrent,
        @DefaultValue("30m") Duration longest) {}
