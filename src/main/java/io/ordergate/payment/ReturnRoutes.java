package io.ordergate.payment;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where providers send customers back to. */
@Configuration(proxyBeanMethods = false)
class ReturnRoutes {

    static final String BKASH = "/payments/return/bkash";
    static final String NAGAD = "/payments/return/nagad";

    @Bean
    RouterFunction<ServerResponse> paymentReturnRouter(ReturnHandler returns) {
        return route().GET(BKASH, returns::bkash).GET(NAGAD, returns::nagad).build();
    }

    @Bean
    PublicPaths paymentReturnsAreOpen() {
        return PublicPaths.of(BKASH, NAGAD);
    }
}
