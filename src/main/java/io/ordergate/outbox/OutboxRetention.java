package io.ordergate.outbox;

import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long messages are kept that are done. Those that a consumer still waits for, and dead letters, stay. */
@Configuration(proxyBeanMethods = false)
class OutboxRetention {

    private static final Sql MESSAGES = Sql.of(RetentionRule.counted("""
            gone as (
              delete from outbox where id = any (array(
                select o.id from outbox o
                 where o.relayed_at < now() - :keep * interval '1 second'
                   and not exists (select from outbox_deliveries d where d.subject_id = o.subject_id and d.message_id = o.id)
                 order by o.relayed_at limit :size for update of o skip locked))
              returning relayed_at + :keep * interval '1 second' as over_since)"""));

    @Bean
    RetentionRule outboxRule(OutboxSettings settings) {
        return new RetentionRule("outbox", MESSAGES, settings.keep());
    }
}
