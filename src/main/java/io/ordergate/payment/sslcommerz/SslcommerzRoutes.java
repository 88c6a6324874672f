package io.ordergate.payment.sslcommerz;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.payment.CallbackHandler;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where SSLCommerz sends customers back to, with a form or after a redirect without one, and its notifications. */
@Configuration(proxyBeanMethods = false)
class SslcommerzRoutes {

    static final String NOTIFICATION = "/webhooks/sslcommerz";

    private static final String CALLBACK = "/payments/return/sslcommerz";

    @Bean
    RouterFunction<ServerResponse> sslcommerzRouter(CallbackHandler callbacks, SslcommerzHandler sslcommerz) {
        return route().GET(CALLBACK, callbacks.of(SslcommerzProvider.NAME))
                .POST(CALLBACK, callbacks.of(SslcommerzProvider.NAME))
                .POST(NOTIFICATION, sslcommerz::notification)
                .build();
    }

    @Bean
    PublicPaths sslcommerzPaths() {
        return PublicPaths.of(CALLBACK, NOTIFICATION);
    }
}
