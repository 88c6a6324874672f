package io.ordergate.ordering;

import io.ordergate.ordering.model.Fulfilment;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** How orders are fulfilled that do not say it, how often the job moves its orders on, and how many in one statement. */
@Validated
@ConfigurationProperties("ordergate.fulfilment")
public record FulfilmentSettings(
        @DefaultValue("manual") Fulfilment usual,
        @DefaultValue("2m") Duration interval,
        @Min(1) @Max(10_000) @DefaultValue("500") int batch) {

    public FulfilmentSettings {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("FULFILMENT_INTERVAL_SECONDS must be at least 1");
        }
    }
}
