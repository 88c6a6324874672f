package io.ordergate.identity.audit;

import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Deletes old security events. Nothing else deletes security events. */
@Configuration(proxyBeanMethods = false)
class AuditRetention {

    private static final Sql EVENTS = Sql.of(RetentionRule.counted("""
            gone as (
              delete from security_events where id = any (array(
                select id from security_events
                 where at < now() - :keep * interval '1 second'
                 order by at limit :size for update skip locked))
              returning at + :keep * interval '1 second' as over_since)"""));

    @Bean
    RetentionRule securityEventRule(AuditSettings settings) {
        return new RetentionRule("security-events", EVENTS, settings.retention(), "security_events");
    }
}
