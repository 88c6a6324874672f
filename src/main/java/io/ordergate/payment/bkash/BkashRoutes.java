package io.ordergate.payment.bkash;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.payment.CallbackHandler;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where bKash sends customers back to, and its notifications. */
@Configuration(proxyBeanMethods = false)
class BkashRoutes {

    static final String CALLBACK = "/payments/return/bkash";

    private static final String NOTIFICATION = "/webhooks/bkash";

    @Bean
    RouterFunction<ServerResponse> bkashRouter(CallbackHandler callbacks, BkashHandler bkash) {
        return route().GET(CALLBACK, callbacks.of(BkashProvider.NAME, "paymentID", BkashRoutes::mayHavePaid))
                .POST(NOTIFICATION, bkash::notification)
                .build();
    }

    @Bean
    PublicPaths bkashPaths() {
        return PublicPaths.of(CALLBACK, NOTIFICATION);
    }

    private static boolean mayHavePaid(QueryParameters query) {
        return "success".equals(query.text("status"));
    }
}
