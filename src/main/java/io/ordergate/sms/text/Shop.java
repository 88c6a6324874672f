package io.ordergate.sms.text;

import io.ordergate.support.ClientSettings;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The shop whose customers read our texts, by the name it goes by. */
@ConfigurationProperties("ordergate.shop")
record Shop(@DefaultValue("Ordergate") String name) implements ClientSettings {

    @Override
    public Map<String, Object> forClients() {
        return Map.of("service", name);
    }
}
