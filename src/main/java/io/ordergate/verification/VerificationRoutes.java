package io.ordergate.verification;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What has become of a code, for whoever holds its session token. */
@Configuration(proxyBeanMethods = false)
class VerificationRoutes {

    private static final String STATUS = "/api/v1/verifications/status";

    @Bean
    RouterFunction<ServerResponse> verificationRouter(VerificationHandler verifications, RateLimitFilters limits) {
        return route().POST(STATUS, verifications::status)
                .filter(limits.statuses())
                .build();
    }

    @Bean
    PublicPaths verificationStatusIsOpen() {
        return PublicPaths.of(STATUS);
    }
}
