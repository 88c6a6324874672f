package io.ordergate.identity;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When a password is good enough, and when a text may replace it.
 *
 * @param resetWait how long after a change of its number an account cannot be given a password by a text
 */
@Validated
@ConfigurationProperties("ordergate.password")
record PasswordRules(@NotNull @DefaultValue("24h") Duration resetWait) {}
