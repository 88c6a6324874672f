package io.ordergate.checkout;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.ordering.model.OrderDrafts;
import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The public routes of orders that a texted code confirms. */
@Configuration(proxyBeanMethods = false)
class CheckoutRoutes {

    @Bean
    RouterFunction<ServerResponse> checkoutRouter(
            CheckoutHandler checkout, OrderDrafts drafts, RateLimitFilters limits) {
        return route().add(initiate(checkout, drafts, limits)
                        .POST("/api/v1/orders/resend-code", checkout::resendCode)
                        .filter(limits.sends())
                        .build())
                .add(route().POST("/api/v1/orders/verify", checkout::verify)
                        .POST("/api/v1/orders/change", checkout::change)
                        .filter(limits.guesses())
                        .build())
                .build();
    }

    /** Sends that are refused cost nothing, but what the shop's own service is asked for them does. */
    private static RouterFunctions.Builder initiate(
            CheckoutHandler checkout, OrderDrafts drafts, RateLimitFilters limits) {
        var initiate = route().POST("/api/v1/orders/initiate", checkout::initiate);
        return drafts.areAskedFor()
                ? route().add(initiate.filter(limits.guesses()).build())
                : initiate;
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
