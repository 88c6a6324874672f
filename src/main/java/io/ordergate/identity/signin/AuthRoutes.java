package io.ordergate.identity.signin;

import static io.ordergate.web.security.RoleFilters.accounts;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.route.FirstFactorRoutes;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The routes of sign-in by phone and by password, of refreshed tokens and of sign-out. */
@Configuration(proxyBeanMethods = false)
class AuthRoutes {

    private static final String AUTH = "/api/v1/auth";

    @Bean
    RouterFunction<ServerResponse> phoneLoginRouter(
            PhoneLoginHandler login,
            PasswordResetHandler resets,
            ConfirmationHandler confirmations,
            RateLimitFilters limits) {
        return route().add(route().POST(AUTH + "/send-otp", login::sendOtp)
                        .POST(AUTH + "/resend-otp", login::resendOtp)
                        .POST(AUTH + "/forgot-password", resets::start)
                        .filter(limits.sends())
                        .build())
                .add(route().POST(AUTH + "/verify-otp", login::verifyOtp)
                        .POST(AUTH + "/reset-password", resets::reset)
                        .filter(limits.guesses())
                        .build())
                .add(route().POST(Confirmations.PATH, confirmations::start)
                        .filter(limits.sends())
                        .filter(accounts())
                        .build())
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> passwordLoginRouter(
            AuthHandler auth, RefreshHandler refresh, RateLimitFilters limits) {
        return route().add(route().POST(AUTH + "/register", auth::register)
                        .filter(limits.registrations())
                        .build())
                .add(route().POST(AUTH + "/login", auth::login)
                        .filter(limits.logins())
                        .build())
                .add(route().POST(AUTH + "/refresh", refresh::refresh)
                        .DELETE(AUTH + "/refresh", refresh::end)
                        .POST(AUTH + "/logout", refresh::logout)
                        .filter(limits.refreshes())
                        .build())
                .add(route().POST(AUTH + "/logout-all", refresh::logoutAll)
                        .filter(accounts())
                        .build())
                .build();
    }

    @Bean
    FirstFactorRoutes signingOutNeedsNoFactor() {
        return FirstFactorRoutes.of("POST " + AUTH + "/logout-all");
    }

    @Bean
    PublicPaths signingInIsOpen() {
        return PublicPaths.of(
                AUTH + "/send-otp",
                AUTH + "/resend-otp",
                AUTH + "/verify-otp",
                AUTH + "/forgot-password",
                AUTH + "/reset-password",
                AUTH + "/register",
                AUTH + "/login",
                AUTH + "/refresh",
                AUTH + "/logout");
    }
}
