package io.ordergate.checkout;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The public routes of orders that a texted code confirms. */
@Configuration(proxyBeanMethods = false)
class CheckoutRoutes {

    @Bean
    RouterFunction<ServerResponse> checkoutRouter(CheckoutHandler checkout, RateLimitFilters limits) {
        return route().add(route().POST("/api/v1/orders/initiate", checkout::initiate)
                        .POST("/api/v1/orders/resend-code", checkout::resendCode)
                        .filter(limits.sends())
                        .build())
                .add(route().POST("/api/v1/orders/verify", checkout::verify)
                        .POST("/api/v1/orders/change", checkout::change)
                        .filter(limits.guesses())
                        .build())
                .build();
    }

    @Bean
    PublicPaths checkoutIsOpen() {
        return PublicPaths.of(
                "/api/v1/orders/initiate",
                "/api/v1/orders/change",
                "/api/v1/orders/resend-code",
                "/api/v1/orders/verify");
    }
}
