package io.ordergate.payment;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Starting, showing and collecting payments. Refunds and each provider have routes of their own. */
@Configuration(proxyBeanMethods = false)
class PaymentRoutes {

    private static final String PAYMENT = "/api/v1/orders/" + PathIds.ID + "/payment";

    @Bean
    RouterFunction<ServerResponse> paymentRouter(PaymentHandler payments) {
        return route().POST(PAYMENT, payments::start)
                .GET(PAYMENT, payments::show)
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> collectionRouter(PaymentHandler payments) {
        return route().POST(PAYMENT + "/collected", payments::collected)
                .filter(RoleFilters.staff())
                .build();
    }
}
