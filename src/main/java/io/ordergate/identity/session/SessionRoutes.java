package io.ordergate.identity.session;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The routes of open sign-ins: the caller's own, and those of any account for admins. */
@Configuration(proxyBeanMethods = false)
class SessionRoutes {

    private static final String OWN = "/api/v1/users/me/sessions";
    private static final String OF_ONE = "/api/v1/users/" + PathIds.ID + "/sessions";
    private static final String SESSION = "/" + PathIds.place(SessionHandler.SESSION);

    @Bean
    RouterFunction<ServerResponse> ownSessionRouter(SessionHandler sessions) {
        return route().GET(OWN, sessions::own)
                .DELETE(OWN + SESSION, sessions::endOwn)
                .filter(RoleFilters.accounts())
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> sessionRouter(SessionHandler sessions) {
        return route().GET(OF_ONE, sessions::list)
                .DELETE(OF_ONE, sessions::endAll)
                .DELETE(OF_ONE + SESSION, sessions::end)
                .filter(RoleFilters.admins())
                .build();
    }
}
