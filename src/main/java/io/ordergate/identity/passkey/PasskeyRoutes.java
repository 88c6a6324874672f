package io.ordergate.identity.passkey;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.route.FirstFactorRoutes;
import io.ordergate.web.security.RoleFilters;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The routes of the caller's passkeys. */
@Configuration(proxyBeanMethods = false)
class PasskeyRoutes {

    private static final String ALL = "/api/v1/users/me/second-factor/passkeys";
    private static final String OPTIONS = ALL + "/options";

    @Bean
    RouterFunction<ServerResponse> passkeyRouter(PasskeyHandler passkeys, RateLimitFilters limits, Clock clock) {
        return route().add(route().POST(OPTIONS, passkeys::options)
                        .POST(ALL, passkeys::add)
                        .filter(RoleFilters.enrolling(clock))
                        .filter(limits.guesses())
                        .build())
                .add(route().DELETE(ALL + "/" + PathIds.ID, passkeys::remove)
                        .filter(RoleFilters.stepUp())
                        .build())
                .filter(RoleFilters.staff())
                .build();
    }

    @Bean
    FirstFactorRoutes enrollingPasskeys() {
        return FirstFactorRoutes.of("POST " + OPTIONS, "POST " + ALL);
    }
}
