package io.ordergate.sms;

import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Which providers are asked, in which order, and how long each may take. */
@Validated
@ConfigurationProperties("ordergate.sms")
record SmsSettings(
        @NotEmpty @DefaultValue("console") List<String> providers,
        @DefaultValue("5s") Duration timeout) {}
