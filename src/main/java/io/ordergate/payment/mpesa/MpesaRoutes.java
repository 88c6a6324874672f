package io.ordergate.payment.mpesa;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.request.PathIds;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** M-Pesa's callbacks, whose paths may not have its name. */
@Configuration(proxyBeanMethods = false)
class MpesaRoutes {

    private static final String PAYMENT = "/webhooks/till/" + PathIds.ID;
    private static final String CALLBACK = PAYMENT + "/{key}";
    private static final String REFUND = PAYMENT + "/refunds/" + PathIds.place("refund") + "/{key}/{kind}";

    @Bean
    RouterFunction<ServerResponse> mpesaRouter(MpesaHandler mpesa) {
        return route().POST(CALLBACK, mpesa::payment)
                .POST(REFUND, mpesa::refund)
                .build();
    }

    @Bean
    PublicPaths mpesaPaths() {
        return PublicPaths.of(CALLBACK, REFUND);
    }
}
