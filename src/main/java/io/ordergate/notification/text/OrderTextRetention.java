package io.ordergate.notification.text;

import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long it is recorded which texts customers got, and how many in a day. */
@Configuration(proxyBeanMethods = false)
class OrderTextRetention {

    private static final Sql TEXTS = Sql.of("""
            delete from order_texts where ctid = any (array(
              select ctid from order_texts where sent_at < now() - :keep * interval '1 second'
               order by sent_at limit :size for update skip locked))""");

    private static final Sql DAYS = Sql.of("""
            delete from order_text_days where ctid = any (array(
              select ctid from order_text_days
               where day < ((now() - :keep * interval '1 second') at time zone 'UTC')::date
               order by day limit :size for update skip locked))""");

    @Bean
    RetentionRule orderTextRule(NoticeSettings settings) {
        return new RetentionRule("order-texts", TEXTS, settings.keep());
    }

    @Bean
    RetentionRule orderTextDayRule() {
        return new RetentionRule("order-text-days", DAYS, Duration.ofDays(1));
    }
}
