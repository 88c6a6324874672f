package io.ordergate.outbox;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Messages that nobody could handle, for admins. */
@Configuration(proxyBeanMethods = false)
class ParkedRoutes {

    private static final String ALL = "/api/v1/outbox/parked";
    private static final String ONE = ALL + "/{id:[0-9]{1,18}}";

    @Bean
    RouterFunction<ServerResponse> parkedRouter(ParkedHandler parked) {
        return route().GET(ALL, parked::list)
                .POST(ONE + "/retry", parked::retry)
                .DELETE(ONE, parked::drop)
                .filter(RoleFilters.admins())
                .build();
    }
}
