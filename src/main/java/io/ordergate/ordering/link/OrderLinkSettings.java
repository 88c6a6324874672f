package io.ordergate.ordering.link;

import io.ordergate.support.ClientSettings;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Links to the pages of orders.
 *
 * @param enabled whether there are links and pages at all
 * @param publicUrl the URL of this service for customers
 * @param days how long a link opens its page
 */
@Validated
@ConfigurationProperties("ordergate.order-link")
record OrderLinkSettings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("") String publicUrl,
        @DefaultValue("90") @Min(1) @Max(3650) int days)
        implements ClientSettings {

    @Override
    public Map<String, Object> forClients() {
        return Map.of("order_links", enabled);
    }
}
