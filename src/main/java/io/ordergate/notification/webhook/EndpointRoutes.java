package io.ordergate.notification.webhook;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes of the endpoints of shops, for admins. */
@Configuration(proxyBeanMethods = false)
class EndpointRoutes {

    static final String ALL = "/api/v1/webhooks/endpoints";

    private static final String ONE = ALL + "/" + PathIds.ID;
    private static final String DELIVERIES = ONE + "/deliveries";

    @Bean
    RouterFunction<ServerResponse> endpointRouter(EndpointHandler webhooks) {
        return route().GET(ALL, webhooks::list)
                .POST(ALL, webhooks::add)
                .GET(ONE, webhooks::one)
                .PATCH(ONE, webhooks::change)
                .DELETE(ONE, webhooks::remove)
                .POST(ONE + "/rotate", webhooks::rotate)
                .GET(DELIVERIES, webhooks::deliveries)
                .POST(DELIVERIES + "/" + PathIds.place("delivery") + "/redeliver", webhooks::redeliver)
                .filter(RoleFilters.admins())
                .build();
    }
}
