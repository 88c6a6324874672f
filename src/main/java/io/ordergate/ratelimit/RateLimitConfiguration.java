package io.ordergate.ratelimit;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses where budgets are kept. */
@Configuration(proxyBeanMethods = false)
class RateLimitConfiguration {

    @Bean
    RateLimiter rateLimiter(Clock clock, MeterRegistry meters, RateLimitSettings settings) {
        return new InMemoryRateLimiter(clock, meters, settings.maxKeys());
    }
}
