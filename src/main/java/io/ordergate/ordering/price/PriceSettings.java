package io.ordergate.ordering.price;

import io.ordergate.support.ClientSettings;
import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose prices count.
 *
 * @param poll how often a node looks for another price list when nothing tells it of one
 * @param checkUrl of the shop's own service, which names the prices then; empty for none
 * @param checkSecret signs what that service is asked
 * @param checkTimeout how long it may take to answer
 * @param checkAllowPrivate whether it may be on an address that is not on the public internet
 */
@ConfigurationProperties("ordergate.price")
record PriceSettings(
        @DefaultValue("client") Prices.Mode mode,
        @DefaultValue("10s") Duration poll,
        @DefaultValue("") String checkUrl,
        @DefaultValue("") Sensitive checkSecret,
        @DefaultValue("2s") Duration checkTimeout,
        @DefaultValue("false") boolean checkAllowPrivate)
        implements ClientSettings {

    /** Whose prices count: the service's, where there is one. */
    Prices.Mode usedMode() {
        return checkUrl.isBlank() ? mode : Prices.Mode.SHOP;
    }

    @Override
    public Map<String, Object> forClients() {
        return Map.of("prices", usedMode().name().toLowerCase(Locale.ROOT));
    }
}
