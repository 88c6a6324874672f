package io.ordergate.dev;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The folder of the embedded database, and who may read the inbox, which holds codes. */
@ConfigurationProperties("ordergate.dev")
record DevSettings(
        @DefaultValue(".ordergate") String dataFolder,
        @DefaultValue({"127.0.0.0/8", "::1"}) List<String> inboxClients) {}
