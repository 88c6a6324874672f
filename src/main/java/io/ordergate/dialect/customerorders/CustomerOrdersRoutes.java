package io.ordergate.dialect.customerorders;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.dialect.CanonicalCallsHandler;
import io.ordergate.dialect.Dialect;
import io.ordergate.dialect.LegacyFilters;
import io.ordergate.dialect.LegacyListsHandler;
import io.ordergate.dialect.LegacyPlacementHandler;
import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The customer-order service: customers with accounts in Firebase, if it is configured, and their orders. */
@Dialect
public class CustomerOrdersRoutes {

    @Bean
    RouterFunction<ServerResponse> customerOrdersRouter(
            CustomerOrdersHandler customers,
            LegacyPlacementHandler placements,
            LegacyListsHandler lists,
            CanonicalCallsHandler canonical,
            RateLimitFilters limits) {
        return route().add(route().POST("/api/register", customers::register)
                        .filter(limits.registrations())
                        .build())
                .add(route().POST("/api/login", customers::login)
                        .filter(limits.logins())
                        .build())
                .add(route().POST("/api/orders/create", placements::placeItem)
                        .filter(limits.orders())
                        .build())
                .GET("/api/orders", lists::inText)
                .GET("/api/orders/" + PathIds.ID, customers::one)
                .PUT("/api/orders/" + PathIds.ID, customers::edit)
                .DELETE("/api/orders/" + PathIds.ID, canonical::samePath)
                .filter(LegacyFilters.badRequests())
                .filter(LegacyFilters.django())
                .build();
    }

    @Bean
    PublicPaths customersAreOpen() {
        return PublicPaths.of("/api/register", "/api/login");
    }
}
