package io.ordergate.notification.webhook;

import io.ordergate.outbox.OutboxSql;
import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long the log of calls is kept, and which deliveries are deleted after their endpoint. */
@Configuration(proxyBeanMethods = false)
class WebhookRetention {

    private static final Sql ATTEMPTS = Sql.of(RetentionRule.counted("""
            gone as (
              delete from webhook_attempts where id = any (array(
                select id from webhook_attempts where at < now() - :keep * interval '1 second'
                 order by at limit :size for update skip locked))
              returning at + :keep * interval '1 second' as over_since)"""));

    /**
     * Deliveries that a relay published to an endpoint while it was being removed: no node would ever claim them, and
     * their messages would be kept for ever.
     */
    private static final Sql REMOVED_ENDPOINTS = Sql.of(
            RetentionRule.counted("""
            gone as (
              {drop}
              returning due_at as over_since)"""),
            Map.of("drop", OutboxSql.drop(Sql.fragment("""
            starts_with(d.consumer, '{name}/')
             and not exists (select from webhook_endpoints e where '{name}/' || e.id = d.consumer)""", Map.of("name", ShopWebhooks.NAME)))));

    @Bean
    RetentionRule webhookAttemptRule(ShopWebhookSettings settings) {
        return new RetentionRule("webhook-attempts", ATTEMPTS, settings.keep());
    }

    @Bean
    RetentionRule removedEndpointRule() {
        return new RetentionRule("removed-endpoints", REMOVED_ENDPOINTS);
    }
}
