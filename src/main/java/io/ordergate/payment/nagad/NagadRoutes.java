package io.ordergate.payment.nagad;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.payment.CallbackHandler;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where Nagad sends customers back to. */
@Configuration(proxyBeanMethods = false)
class NagadRoutes {

    static final String CALLBACK = "/payments/return/nagad";

    @Bean
    RouterFunction<ServerResponse> nagadRouter(CallbackHandler callbacks) {
        return route().GET(CALLBACK, callbacks.of(NagadProvider.NAME, "payment_ref_id", query -> true))
                .build();
    }

    @Bean
    PublicPaths nagadPaths() {
        return PublicPaths.of(CALLBACK);
    }
}
