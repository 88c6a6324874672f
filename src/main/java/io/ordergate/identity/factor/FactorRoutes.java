package io.ordergate.identity.factor;

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

/** The routes of second factors. */
@Configuration(proxyBeanMethods = false)
class FactorRoutes {

    private static final String OWN = "/api/v1/users/me/second-factor";
    private static final String TOTP = OWN + "/totp";
    private static final String CODES = OWN + "/recovery-codes";
    private static final String PROOF = "/api/v1/auth/second-factor";

    @Bean
    RouterFunction<ServerResponse> ownFactorRouter(FactorHandler factors, RateLimitFilters limits, Clock clock) {
        return route().GET(OWN, factors::show)
                .add(route().POST(TOTP, factors::startTotp)
                        .filter(RoleFilters.enrolling(clock))
                        .build())
                .add(route().POST(TOTP + "/confirm", factors::confirmTotp)
                        .filter(limits.guesses())
                        .filter(RoleFilters.enrolling(clock))
                        .build())
                .add(route().DELETE(TOTP, factors::removeTotp)
                        .POST(CODES, factors::renewCodes)
                        .filter(RoleFilters.stepUp())
                        .build())
                .filter(RoleFilters.staff())
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> factorProofRouter(FactorHandler factors, RateLimitFilters limits) {
        return route().POST(PROOF + "/options", factors::options)
                .add(route().POST(PROOF, factors::prove)
                        .filter(limits.guesses())
                        .build())
                .filter(RoleFilters.accounts())
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> factorResetRouter(FactorHandler factors) {
        return route().DELETE("/api/v1/users/" + PathIds.ID + "/second-factor", factors::reset)
                .filter(RoleFilters.admins())
                .filter(RoleFilters.stepUp())
                .build();
    }

    @Bean
    FirstFactorRoutes provingAndEnrolling() {
        return FirstFactorRoutes.of(
                "GET " + OWN,
                "POST " + TOTP,
                "POST " + TOTP + "/confirm",
                "POST " + PROOF,
                "POST " + PROOF + "/options");
    }
}
