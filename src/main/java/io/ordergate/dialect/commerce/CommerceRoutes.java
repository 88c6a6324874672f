package io.ordergate.dialect.commerce;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.dialect.CanonicalCallsHandler;
import io.ordergate.dialect.Dialect;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Routes of the e-commerce backend: the canonical calls under a shorter path. Its lists and single orders are those of
 * the customer-order service, and its phone login has the canonical paths themselves.
 */
@Dialect
class CommerceRoutes {

    @Bean
    RouterFunction<ServerResponse> commerceRouter(CanonicalCallsHandler canonical) {
        return route().GET("/health", canonical::samePath)
                .POST("/api/auth/register", canonical::samePath)
                .POST("/api/auth/login", canonical::samePath)
                .POST("/api/auth/refresh", canonical::samePath)
                .GET("/api/auth/me", canonical::samePath)
                .GET("/api/users/me", canonical::samePath)
                .PUT("/api/users/me", canonical::samePath)
                .GET("/api/users", canonical::samePath)
                .GET("/api/users/search", canonical::samePath)
                .POST("/api/orders", canonical::samePath)
                .GET("/api/orders/my", canonical::samePath)
                .PATCH("/api/orders/" + PathIds.ID + "/status", canonical::samePath)
                .build();
    }

    @Bean
    PublicPaths commerceIsOpen() {
        return PublicPaths.of("/health", "/api/auth/register", "/api/auth/login", "/api/auth/refresh");
    }
}
