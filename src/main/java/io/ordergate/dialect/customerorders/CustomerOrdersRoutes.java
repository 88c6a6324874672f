package io.ordergate.dialect.customerorders;

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

/** Routes of the customer-order service, whose customers have accounts in Firebase if that is configured. */
@Dialect
class CustomerOrdersRoutes {

    @Bean
    RouterFunction<ServerResponse> customerOrdersRouter(
            CustomerHandler customers,
            CustomerOrdersHandler orders,
            CanonicalCallsHandler canonical,
            RateLimitFilters limits) {
        return route().add(route().POST("/api/register", customers::register)
                        .filter(limits.registrations())
                        .build())
                .add(route().POST("/api/login", customers::login)
                        .filter(limits.logins())
                        .build())
                .add(route().POST("/api/orders/create", orders::place)
                        .filter(limits.orders())
                        .build())
                .GET("/api/orders", orders::list)
                .GET("/api/orders/" + PathIds.ID, orders::one)
                .PUT("/api/orders/" + PathIds.ID, orders::edit)
                .DELETE("/api/orders/" + PathIds.ID, canonical::samePath)
                .filter(LegacyFilters.badRequests())
                .filter(DjangoFilters.errors())
                .build();
    }

    @Bean
    PublicPaths customersAreOpen() {
        return PublicPaths.of("/api/register", "/api/login");
    }
}
