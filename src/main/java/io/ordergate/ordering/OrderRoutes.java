package io.ordergate.ordering;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Orders that exist; all need a token. */
@Configuration(proxyBeanMethods = false)
class OrderRoutes {

    @Bean
    RouterFunction<ServerResponse> orderRouter(OrderHandler orders) {
        return route().path("/api/v1/orders", api -> api.GET("/{id:[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}}", orders::one))
                .build();
    }
}
