package io.ordergate.ordering.price;

import io.ordergate.support.ClientSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
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
        @DefaultValue("10s") Duration poll) implements ClientSettings {

    @Override
    public Map<String, Object> forClients() {
        return Map.of("prices", mode.name().toLowerCase(Locale.ROOT));
    }
}
