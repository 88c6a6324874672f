package io.ordergate.ordering.fulfilment;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The route of a run that an admin asks for. */
@Configuration(proxyBeanMethods = false)
class FulfilmentRoutes {

    @Bean
    RouterFunction<ServerResponse> fulfilmentRouter(FulfilmentHandler fulfilment) {
        return route().POST("/api/v1/orders/fulfilment/run", fulfilment::run)
                .filter(RoleFilters.admins())
                .build();
    }
}
