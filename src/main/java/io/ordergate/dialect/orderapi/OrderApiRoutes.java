package io.ordergate.dialect.orderapi;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.dialect.CanonicalCallsHandler;
import io.ordergate.dialect.Dialect;
import io.ordergate.dialect.LegacyFilters;
import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes of the order API, whose orders a job brings further. Its list is the one of the book shop. */
@Dialect
class OrderApiRoutes {

    @Bean
    RouterFunction<ServerResponse> orderApiRouter(
            OrderApiHandler api, CanonicalCallsHandler canonical, RateLimitFilters limits) {
        return route().POST("/auth/register", canonical::samePath)
                .POST("/auth/login", api::login)
                .add(route().POST("/orders", api::place).filter(limits.orders()).build())
                .PATCH("/orders/" + PathIds.ID + "/cancel", api::cancel)
                .filter(LegacyFilters.badRequests())
                .build();
    }

    @Bean
    PublicPaths orderApiIsOpen() {
        return PublicPaths.of("/auth/register", "/auth/login");
    }
}
