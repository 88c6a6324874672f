package io.ordergate.sms.gateway;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Sets {@code SMS_PROVIDER}, where the operator has not, to the only provider with complete credentials: services that this
 * service replaces had one provider and no such setting.
 */
class ProviderGuess implements EnvironmentPostProcessor, Ordered {

    private static final String PROVIDER = "SMS_PROVIDER";

    /** After all settings are read, including those of {@code .env}, and before the start check. */
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
