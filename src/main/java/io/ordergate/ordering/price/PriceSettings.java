package io.ordergate.ordering.price;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose prices count.
 *
 * @param poll how often a node looks for another price list when nothing tells it of one
 */
@ConfigurationProperties("ordergate.price")
record PriceSettings(
        @DefaultValue("client") Prices.Mode mode,
        @DefaultValue("10s") Duration poll) {}
