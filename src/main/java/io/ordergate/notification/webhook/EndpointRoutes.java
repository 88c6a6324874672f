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
        return route().add(route().POST(ALL, webhooks::add)
                        .PATCH(ONE, webhooks::change)
                        .POST(ONE + "/rotate", webhooks::rotate)
                        .filter(RoleFilters.stepUp())
                        .build())
                .GET(ALL, webhooks::list)
                .GET(ONE, webhooks::one)
                .DELETE(ONE, webhooks::remove)
                .GET(DELIVERIES, webhooks::deliveries)
                .POST(DELIVERIES + "/" + PathIds.place("delivery") + "/redeliver", webhooks::redeliver)
                .POST("/api/v1/webhooks/" + PathIds.ID + "/test", webhooks::test)
                .filter(RoleFilters.admins())
                .build();
    }
}
