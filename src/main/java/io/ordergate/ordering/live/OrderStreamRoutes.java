package io.ordergate.ordering.live;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The route of the stream of changes. */
@Configuration(proxyBeanMethods = false)
class OrderStreamRoutes {

    @Bean
    RouterFunction<ServerResponse> orderStreamRouter(OrderStreamHandler live) {
        return route().GET("/api/v1/orders/stream", live::stream).build();
    }
}
