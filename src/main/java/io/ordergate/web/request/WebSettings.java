package io.ordergate.web.request;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may call from a browser, whose word about a client's address is believed, how many connections there may be, in all and of
 * one client, how long a request may take to arrive and an answer to be read on.
 *
 * @param shutdownDelay how long requests are still accepted after readiness has said that the service stops
 */
@Validated
@ConfigurationProperties("ordergate.web")
public record WebSettings(
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue("x-forwarded-for") ProxyHeader proxyHeader,
        @DefaultValue("4000") @Min(1) int connections,
        @DefaultValue("1000") @Min(1) int connectionsPerAddress,
        @DefaultValue("10000") @Min(1) int requestsPerConnection,
        @DefaultValue("15s") Duration requestTimeout,
        @DefaultValue("30s") Duration answerTimeout,
        @DefaultValue("60s") Duration idleTimeout,
        @DefaultValue("0s") Duration shutdownDelay) {

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    /** The header in which proxies name their client. The other header is not read, whoever has written it. */
    public enum ProxyHeader {
        X_FORWARDED_FOR,
        FORWARDED
    }

    /** Replaced services have their origins as a list in JSON: its brackets and quotes are dropped. */
    public WebSettings {
        if (shutdownDelay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("ordergate.web.shutdown-delay must be 5 minutes at most");
        }
        allowedOrigins = allowedOrigins.stream()
                .map(origin -> origin.replaceAll("[\\[\\]\"']", "").strip())
                .filter(origin -> !origin.isEmpty())
                .toList();
    }
}
