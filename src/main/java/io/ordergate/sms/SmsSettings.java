package io.ordergate.sms;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The choice of providers and the limits of calls to them.
 *
 * @param providers the providers of countries without a route, the first one first
 * @param routes providers by country, such as {@code KE:name,other;*:name}
 * @param timeout how long one call to a provider may take
 * @param connections how many calls may be made to each provider at once
 * @param waiting how many calls may wait for a connection to each provider
 * @param journalDelay how often the journal is written
 * @param keep how long the rows of sent and refused texts are kept
 */
@Validated
@ConfigurationProperties("ordergate.sms")
public record SmsSettings(
        @NotEmpty @DefaultValue("console") List<String> providers,
        @DefaultValue("") String routes,
        @DefaultValue("5s") Duration timeout,
        @Min(1) @DefaultValue("512") int connections,
        @Min(1) @DefaultValue("2000") int waiting,
        @DefaultValue("1s") Duration journalDelay,
        @DefaultValue("90d") Duration keep) {

    /** How long it takes at most until each provider of a route has taken a text, refused it or kept silent. */
    public Duration longest() {
        return Stream.of(routes.split(";", -1))
                .map(route -> route.split(",", -1).length)
                .max(Integer::compare)
                .map(most -> timeout.multipliedBy(Math.max(most, providers.size())))
                .orElse(timeout);
    }
}
