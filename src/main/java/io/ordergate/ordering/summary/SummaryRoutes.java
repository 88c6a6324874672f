package io.ordergate.ordering.summary;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The route of the summary, for staff. */
@Configuration(proxyBeanMethods = false)
class SummaryRoutes {

    @Bean
    RouterFunction<ServerResponse> summaryRouter(SummaryHandler summaries) {
        return route().GET("/api/v1/orders/summary", summaries::summary)
                .filter(RoleFilters.staff())
                .build();
    }
}
