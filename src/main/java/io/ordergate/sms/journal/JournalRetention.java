package io.ordergate.sms.journal;

import io.ordergate.sms.SmsSettings;
import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The retention of rows of sent and refused texts. */
@Configuration(proxyBeanMethods = false)
class JournalRetention {

    private static final Sql SENT = Sql.of(RetentionRule.counted("""
            over as materialized (
              select id, provider from sms_messages
               where asked_at < now() - :keep * interval '1 second'
               order by asked_at limit :size for update skip locked),
            gone as (
              delete from sms_messages m using over o where m.id = o.id and m.provider = o.provider
              returning m.asked_at + :keep * interval '1 second' as over_since)"""));

    private static final Sql REFUSED = Sql.of(RetentionRule.counted("""
            gone as (
              delete from sms_refusals where id = any (array(
                select id from sms_refusals
                 where at < now() - :keep * interval '1 second'
                 order by at limit :size for update skip locked))
              returning at + :keep * interval '1 second' as over_since)"""));

    @Bean
    RetentionRule smsMessageRule(SmsSettings settings) {
        return new RetentionRule("sms-messages", SENT, settings.keep(), "sms_messages");
    }

    @Bean
    RetentionRule smsRefusalRule(SmsSettings settings) {
        return new RetentionRule("sms-refusals", REFUSED, settings.keep());
    }
}
