package io.ordergate.ordering;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes of orders that exist; each needs a token. */
@Configuration(proxyBeanMethods = false)
class OrderRoutes {

    private static final String ALL = "/api/v1/orders";
    private static final String ONE = ALL + "/" + PathIds.ID;

    @Bean
    RouterFunction<ServerResponse> orderRouter(
            OrderHandler orders, OrderChangeHandler changes, RateLimitFilters limits) {
        return route().add(route().POST(ALL, changes::place)
                        .filter(limits.orders())
                        .build())
                .GET(ALL, orders::list)
                .GET(ALL + "/my", orders::own)
                .GET(ONE, orders::one)
                .GET(ONE + "/history", orders::history)
                .PUT(ONE, changes::edit)
                .POST(ONE + "/cancel", changes::cancel)
                .PATCH(ONE + "/cancel", changes::cancel)
                .DELETE(ONE, changes::delete)
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> orderStatusRouter(OrderChangeHandler changes) {
        return route().PATCH(ONE + "/status", changes::transition)
                .PUT(ONE + "/status", changes::transition)
                .PUT(ONE + "/parcel", changes::sendParcel)
                .filter(RoleFilters.staff())
                .build();
    }
}
