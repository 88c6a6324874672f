package io.ordergate.identity.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The time that security events are kept.
 *
 * @param retention at least the week in which the database itself refuses to delete events
 */
@ConfigurationProperties("ordergate.audit")
record AuditSettings(@DefaultValue("90d") Duration retention) {

    private static final Duration LEAST = Duration.ofDays(7);

    AuditSettings {
        if (retention.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("ordergate.audit.retention must be at least 7 days");
        }
    }
}
