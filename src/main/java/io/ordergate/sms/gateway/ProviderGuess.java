package io.ordergate.sms.gateway;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Without {@code SMS_PROVIDER}, the one provider whose credentials are there sends the texts: services that this one replaces
 * knew only one, and never named it.
 */
class ProviderGuess implements EnvironmentPostProcessor, Ordered {

    private static final String PROVIDER = "SMS_PROVIDER";

    /** After the settings are read, also those of {@code .env}, and before they are checked. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 12;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var complete = SmsRequirements.complete(environment);
        if (complete.size() == 1 && !StringUtils.hasText(environment.getProperty(PROVIDER))) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("provider-guess", Map.of(PROVIDER, complete.get(0))));
        }
    }
}
