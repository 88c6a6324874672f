package io.ordergate.ordering.export;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The route of lists for clients that ask for CSV; it comes before the same path in JSON. */
@Configuration(proxyBeanMethods = false)
class OrderExportRoutes {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RouterFunction<ServerResponse> orderExportRouter(OrderExportHandler exports) {
        return route().GET("/api/v1/orders", OrderExportHandler::isWanted, exports::csv)
                .build();
    }
}
