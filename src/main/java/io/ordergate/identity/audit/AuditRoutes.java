package io.ordergate.identity.audit;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The route of security events, for admins. */
@Configuration(proxyBeanMethods = false)
class AuditRoutes {

    @Bean
    RouterFunction<ServerResponse> auditRouter(AuditHandler audit) {
        return route().GET("/api/v1/audit", audit::list)
                .filter(RoleFilters.admins())
                .build();
    }
}
