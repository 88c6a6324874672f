package io.ordergate.payment.mpesa;

import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The retention of what callbacks told: the payment has the receipt itself once the provider has confirmed it. */
@Configuration(proxyBeanMethods = false)
class ReceiptRetention {

    /** Beyond the time in which a payment is queried and watched. */
    private static final Duration LONGER = Duration.ofDays(60);

    private static final Sql RECEIPTS = Sql.of(RetentionRule.counted("""
            gone as (
              delete from payment_receipts where payment_id = any (array(
                select payment_id from payment_receipts
                 where received_at < now() - :keep * interval '1 second'
                 order by received_at limit :size for update skip locked))
              returning received_at + :keep * interval '1 second' as over_since)"""));

    @Bean
    RetentionRule paymentReceiptRule(PaymentSettings settings) {
        return new RetentionRule("payment-receipts", RECEIPTS, settings.watch().plus(LONGER));
    }
}
