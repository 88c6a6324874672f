package io.ordergate.dev;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What only a developer has.
 *
 * @param dataFolder the folder of the embedded database
 * @param inboxClients who may read the inbox, which holds codes
 * @param seedDemo whether the last month is filled with samples
 */
@ConfigurationProperties("ordergate.dev")
record DevSettings(
        @DefaultValue(".ordergate") String dataFolder,
        @DefaultValue({"127.0.0.0/8", "::1"}) List<String> inboxClients,
        @DefaultValue("false") boolean seedDemo) {}
