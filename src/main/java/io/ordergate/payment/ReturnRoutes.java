package io.ordergate.payment;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where providers send customers back to. */
@Configuration(proxyBeanMethods = false)
public class ReturnRoutes {

    public static final String BKASH = "/payments/return/bkash";
    public static final String NAGAD = "/payments/return/nagad";

    @Bean
    RouterFunction<ServerResponse> paymentReturnRouter(ReturnHandler returns) {
        return route().GET(BKASH, returns::bkash).GET(NAGAD, returns::nagad).build();
    }

    @Bean
    PublicPaths paymentReturnsAreOpen() {
        return PublicPaths.of(BKASH, NAGAD);
    }
}
