package io.ordergate.web.idempotency;

import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long answers are kept for repeats. */
@Configuration(proxyBeanMethods = false)
class IdempotencyRetention {

    private static final Sql KEYS = Sql.of(RetentionRule.counted("""
            over as materialized (
              select caller, key from idempotency_keys
               where created_at < now() - interval '24 hours'
               order by created_at limit :size for update skip locked),
            gone as (
              delete from idempotency_keys k using over o where k.caller = o.caller and k.key = o.key
              returning k.created_at + interval '24 hours' as over_since)"""));

    @Bean
    RetentionRule idempotencyKeyRule() {
        return new RetentionRule("idempotency-keys", KEYS);
    }
}
