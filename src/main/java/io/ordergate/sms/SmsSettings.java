package io.ordergate.sms;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which providers are asked, in which order; how long each may take, and how many texts may be on their way to each and
 * wait for a way; how soon what was sent is written down, and how long that is
 * kept.
 */
@Validated
@ConfigurationProperties("ordergate.sms")
public record SmsSettings(
        @NotEmpty @DefaultValue("console") List<String> providers,
        @DefaultValue("") String routes,
        @DefaultValue("5s") Duration timeout,
        @Min(1) @DefaultValue("200") int connections,
        @Min(1) @DefaultValue("2000") int waiting,
        @DefaultValue("1s") Duration journalDelay,
        @DefaultValue("90d") Duration keep) {}
