package io.ordergate.web.health;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** How the service is, for clients. */
@Configuration(proxyBeanMethods = false)
class HealthRoutes {

    @Bean
    RouterFunction<ServerResponse> healthRouter(HealthHandler health) {
        return route().GET("/api/v1/health", health::show).build();
    }

    @Bean
    PublicPaths healthIsOpen() {
        return PublicPaths.of("/api/v1/health");
    }
}
