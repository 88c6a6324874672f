package io.ordergate.payment.ledger;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Refunds and review flags, for admins; what staff have given back by hand. */
@Configuration(proxyBeanMethods = false)
class RefundRoutes {

    private static final String FLAGGED = "/api/v1/payments/flagged";

    @Bean
    RouterFunction<ServerResponse> refundRouter(RefundHandler refunds, ReviewFlagHandler flags) {
        return route().add(route().POST("/api/v1/orders/" + PathIds.ID + "/refund", refunds::refund)
                        .POST(FLAGGED + "/" + PathIds.ID + "/resolve", flags::resolve)
                        .filter(RoleFilters.stepUp())
                        .build())
                .GET(FLAGGED, flags::list)
                .filter(RoleFilters.admins())
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> recordedRefundRouter(RefundHandler refunds) {
        return route().POST("/api/v1/orders/" + PathIds.ID + "/refunds/recorded", refunds::record)
                .filter(RoleFilters.staff())
                .filter(RoleFilters.stepUp())
                .build();
    }
}
