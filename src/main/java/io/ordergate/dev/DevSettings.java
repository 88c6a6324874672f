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
 * @param sampleMethods how customers of samples pay at home; a method that stands here twice is used twice as often
 * @param sampleMethodsAbroad how they pay elsewhere
 * @param sampleTextProviders who has sent the texts of samples
 */
@ConfigurationProperties("ordergate.dev")
record DevSettings(
        @DefaultValue(".ordergate") String dataFolder,
        @DefaultValue({"127.0.0.0/8", "::1"}) List<String> inboxClients,
        @DefaultValue("false") boolean seedDemo,
        @DefaultValue("cash_on_delivery") List<String> sampleMethods,
        @DefaultValue("cash_on_delivery") List<String> sampleMethodsAbroad,
        @DefaultValue("console") List<String> sampleTextProviders) {}
