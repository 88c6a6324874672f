package io.ordergate.identity.account;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.route.FirstFactorRoutes;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The routes of accounts: the caller's own, and all of them for admins. */
@Configuration(proxyBeanMethods = false)
class UserRoutes {

    private static final String MY_PHONE = "/api/v1/users/me/phone";
    private static final String ONE = "/api/v1/users/" + PathIds.ID;

    @Bean
    RouterFunction<ServerResponse> profileRouter(ProfileHandler profile) {
        return route().GET("/api/v1/auth/me", profile::show)
                .GET("/api/v1/users/me", profile::show)
                .PUT("/api/v1/users/me", profile::change)
                .DELETE("/api/v1/users/me", profile::erase)
                .filter(RoleFilters.accounts())
                .build();
    }

    /** A client that has just signed in reads who it is before it asks for the second factor. */
    @Bean
    FirstFactorRoutes whoOneIs() {
        return FirstFactorRoutes.of("GET /api/v1/auth/me", "GET /api/v1/users/me");
    }

    @Bean
    RouterFunction<ServerResponse> phoneRouter(PhoneProofHandler proofs, RateLimitFilters limits) {
        return route().add(route().POST(MY_PHONE, proofs::start)
                        .filter(limits.sends())
                        .filter(RoleFilters.accounts())
                        .build())
                .add(route().POST(MY_PHONE + "/verify", proofs::verify)
                        .filter(limits.guesses())
                        .filter(RoleFilters.accounts())
                        .build())
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> userRouter(UserHandler users) {
        return route().GET("/api/v1/users", users::list)
                .GET("/api/v1/users/search", users::search)
                .GET(ONE, users::one)
                .add(route().PATCH(ONE, users::change)
                        .filter(RoleFilters.stepUp())
                        .build())
                .filter(RoleFilters.admins())
                .build();
    }
}
