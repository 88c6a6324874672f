package io.ordergate.checkout;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What customers read in a text, and how long one of them may wait for the database.
 *
 * @param shopName the name that the text gives
 */
@ConfigurationProperties("ordergate.checkout")
record CheckoutSettings(
        @DefaultValue("Ordergate") String shopName,
        @DefaultValue("10s") Duration timeout) {}
