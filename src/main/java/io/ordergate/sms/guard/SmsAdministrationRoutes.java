package io.ordergate.sms.guard;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes: statistics of texts, for staff; the switch that stops all texts, for admins. */
@Configuration(proxyBeanMethods = false)
class SmsAdministrationRoutes {

    private static final String GUARD = "/api/v1/sms/guard";

    @Bean
    RouterFunction<ServerResponse> smsStatisticsRouter(SmsAdministrationHandler sms, FunnelHandler funnels) {
        return route().GET("/api/v1/sms/stats", sms::stats)
                .GET("/api/v1/sms/funnel", funnels::funnel)
                .filter(RoleFilters.staff())
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> smsGuardRouter(SmsAdministrationHandler sms) {
        return route().GET(GUARD, sms::guard)
                .PUT(GUARD, sms::setEnabled)
                .filter(RoleFilters.admins())
                .build();
    }
}
