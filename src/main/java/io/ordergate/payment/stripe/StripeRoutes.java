package io.ordergate.payment.stripe;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.payment.CallbackHandler;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where Stripe sends customers back to, and Stripe's webhooks. */
@Configuration(proxyBeanMethods = false)
class StripeRoutes {

    private static final String CALLBACK = "/payments/return/stripe";
    private static final String WEBHOOK = "/webhooks/stripe";

    @Bean
    RouterFunction<ServerResponse> stripeRouter(CallbackHandler callbacks, StripeHandler stripe) {
        return route().GET(CALLBACK, callbacks.of(StripeProvider.NAME))
                .POST(WEBHOOK, stripe::webhook)
                .build();
    }

    @Bean
    PublicPaths stripePaths() {
        return PublicPaths.of(CALLBACK, WEBHOOK);
    }
}
