package io.ordergate.notification.text;

import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long it is recorded which texts customers got, and how many in a day. */
@Configuration(proxyBeanMethods = false)
class OrderTextRetention {

    /** Ids of orders begin with the time: no text is older than its order. */
    private static final Sql TEXTS = Sql.of(RetentionRule.counted("""
            over as materialized (
              select order_id, news from order_texts
               where order_id < (lpad(to_hex((extract(epoch from now() - :keep * interval '1 second') * 1000)::bigint), 12, '0')
                                 || '70008000000000000000')::uuid
                 and sent_at < now() - :keep * interval '1 second'
               order by order_id limit :size for update skip locked),
            gone as (
              delete from order_texts t using over o where t.order_id = o.order_id and t.news = o.news
              returning t.sent_at + :keep * interval '1 second' as over_since)"""));

    private static final Sql DAYS = Sql.of(RetentionRule.counted("""
            over as materialized (
              select phone_hash, day from order_text_days
               where day < ((now() - :keep * interval '1 second') at time zone 'UTC')::date
               order by day limit :size for update skip locked),
            gone as (
              delete from order_text_days d using over o where d.phone_hash = o.phone_hash and d.day = o.day
              returning (d.day + 1)::timestamp at time zone 'UTC' + :keep * interval '1 second' as over_since)"""));

    @Bean
    RetentionRule orderTextRule(NoticeSettings settings) {
        return new RetentionRule("order-texts", TEXTS, settings.keep());
    }

    @Bean
    RetentionRule orderTextDayRule() {
        return new RetentionRule("order-text-days", DAYS, Duration.ofDays(1));
    }
}
