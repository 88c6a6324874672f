package io.ordergate.page;

import io.ordergate.support.ClientSettings;
import java.time.ZoneId;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which pages there are, and what a receipt says besides the order.
 *
 * @param demoShop whether the demo shop is served
 * @param taxId the number under which the shop pays taxes; empty for none
 * @param timeZone the zone of its dates
 */
@ConfigurationProperties("ordergate.page")
record PageSettings(
        @DefaultValue("false") boolean demoShop,
        @DefaultValue("") String taxId,
        @DefaultValue("UTC") ZoneId timeZone) implements ClientSettings {

    @Override
    public Map<String, Object> forClients() {
        return Map.of("demo", demoShop, "time_zone", timeZone.getId());
    }
}
