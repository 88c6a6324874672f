package io.ordergate.payment.razorpay;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.payment.CallbackHandler;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The end of Razorpay's checkout, told by the client or by the browser, and Razorpay's webhooks. */
@Configuration(proxyBeanMethods = false)
class RazorpayRoutes {

    private static final String API = "/api/v1";
    private static final String CALLBACK = "/payments/return/razorpay";
    private static final String WEBHOOK = "/webhooks/razorpay";

    @Bean
    RouterFunction<ServerResponse> razorpayRouter(RazorpayHandler razorpay, CallbackHandler callbacks) {
        return route().POST(API + "/orders/" + PathIds.ID + "/payment/confirm", razorpay::confirm)
                .GET(CALLBACK, callbacks.of(RazorpayProvider.NAME))
                .POST(CALLBACK, razorpay::returned)
                .POST(WEBHOOK, razorpay::webhook)
                .POST(API + WEBHOOK, razorpay::webhook)
                .build();
    }

    @Bean
    PublicPaths razorpayPaths() {
        return PublicPaths.of(CALLBACK, WEBHOOK, API + WEBHOOK);
    }
}
