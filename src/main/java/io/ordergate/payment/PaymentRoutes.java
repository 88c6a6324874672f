package io.ordergate.payment;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.payment.ledger.FlagHandler;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Paying, giving back, and what providers tell. */
@Configuration(proxyBeanMethods = false)
class PaymentRoutes {

    private static final String PAYMENT = "/api/v1/orders/" + PathIds.ID + "/payment";
    private static final String FLAGGED = "/api/v1/payments/flagged";

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

    @Bean
    RouterFunction<ServerResponse> refundRouter(PaymentHandler payments, FlagHandler flags) {
        return route().POST("/api/v1/orders/" + PathIds.ID + "/refund", payments::refund)
                .GET(FLAGGED, flags::list)
                .POST(FLAGGED + "/" + PathIds.ID + "/resolve", flags::resolve)
                .filter(RoleFilters.admins())
                .build();
    }
}
