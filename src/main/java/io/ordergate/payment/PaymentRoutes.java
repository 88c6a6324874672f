package io.ordergate.payment;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.payment.ledger.FlagHandler;
import io.ordergate.payment.razorpay.WebhookHandler;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.route.PublicPaths;
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
    private static final String RAZORPAY = "/webhooks/razorpay";
    private static final String API = "/api/v1";

    @Bean
    RouterFunction<ServerResponse> paymentRouter(PaymentHandler payments) {
        return route().POST(PAYMENT, payments::start)
                .GET(PAYMENT, payments::show)
                .POST(PAYMENT + "/confirm", payments::confirm)
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

    @Bean
    RouterFunction<ServerResponse> paymentWebhookRouter(WebhookHandler webhooks) {
        return route().POST(RAZORPAY, webhooks::razorpay)
                .POST(API + RAZORPAY, webhooks::razorpay)
                .build();
    }

    @Bean
    PublicPaths paymentWebhooksAreOpen() {
        return PublicPaths.of(RAZORPAY, API + RAZORPAY);
    }
}
