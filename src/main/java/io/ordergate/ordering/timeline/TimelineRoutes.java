package io.ordergate.ordering.timeline;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The route of the time line, for staff. */
@Configuration(proxyBeanMethods = false)
class TimelineRoutes {

    @Bean
    RouterFunction<ServerResponse> timelineRouter(TimelineHandler timelines) {
        return route().GET("/api/v1/orders/" + PathIds.ID + "/timeline", timelines::timeline)
                .filter(RoleFilters.staff())
                .build();
    }
}
