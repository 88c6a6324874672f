package io.ordergate.web;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call from a browser, whose word about a client's address is believed, and how long a request may take to
 * arrive.
 */
@ConfigurationProperties("ordergate.web")
record WebSettings(
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue("15s") Duration requestTimeout,
        @DefaultValue("60s") Duration idleTimeout) {

    /** Services that this one replaces wrote their origins as a list in JSON. */
    WebSettings {
        allowedOrigins = allowedOrigins.stream()
                .map(origin -> origin.replaceAll("[\\[\\]\"']", "").strip())
                .filter(origin -> !origin.isEmpty())
                .toList();
    }
}
