package io.ordergate.sms.receipt;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes for delivery receipts, which providers call with a signature or with a key in the path. */
@Configuration(proxyBeanMethods = false)
class DeliveryRoutes {

    private static final String SIGNED = "/webhooks/sms/{provider}";
    private static final String WITH_KEY = "/webhooks/sms/{provider}/{key}";
    private static final String API = "/api/v1";

    @Bean
    RouterFunction<ServerResponse> deliveryRouter(DeliveryHandler deliveries) {
        return route().POST(SIGNED, deliveries::accept)
                .POST(WITH_KEY, deliveries::accept)
                .POST(API + SIGNED, deliveries::accept)
                .POST(API + WITH_KEY, deliveries::accept)
                .build();
    }

    @Bean
    PublicPaths deliveriesAreOpen() {
        return PublicPaths.of(SIGNED, WITH_KEY, API + SIGNED, API + WITH_KEY);
    }
}
