package io.ordergate.ordering.fulfilment;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The interval of the job that brings automatic orders a step further, and the number of orders in one statement. */
@Validated
@ConfigurationProperties("ordergate.fulfilment")
record FulfilmentSettings(
        @DefaultValue("2m") Duration interval,
        @Min(1) @Max(10_000) @DefaultValue("500") int batch) {

    FulfilmentSettings {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("FULFILMENT_INTERVAL_SECONDS must be at least 1");
        }
    }
}
