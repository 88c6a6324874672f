package io.ordergate.outbox;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes of dead letters, for admins. */
@Configuration(proxyBeanMethods = false)
class DeadLetterRoutes {

    private static final String ALL = "/api/v1/outbox/parked";
    private static final String ONE = ALL + "/{id:[0-9]{1,18}}";

    @Bean
    RouterFunction<ServerResponse> deadLetterRouter(DeadLetterHandler letters) {
        return route().GET(ALL, letters::list)
                .POST(ONE + "/retry", letters::retry)
                .DELETE(ONE, letters::drop)
                .filter(RoleFilters.admins())
                .build();
    }
}
