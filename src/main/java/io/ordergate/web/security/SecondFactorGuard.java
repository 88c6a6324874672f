package io.ordergate.web.security;

import io.ordergate.web.route.FirstFactorRoutes;
import io.ordergate.web.route.RouteIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.security.authorization.AuthenticatedReactiveAuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Lets in who is signed in, and staff only with their second factor. Routes are closed unless a feature declares that they are
 * needed before ({@link FirstFactorRoutes}), so that no route can forget to ask.
 */
@Component
class SecondFactorGuard implements ReactiveAuthorizationManager<AuthorizationContext> {

    private final ReactiveAuthorizationManager<AuthorizationContext> signedIn =
            AuthenticatedReactiveAuthorizationManager.authenticated();
    private final Set<String> declared = new HashSet<>();
    private final RouteIndex routes;

    SecondFactorGuard(List<FirstFactorRoutes> features, RouteIndex routes) {
        features.forEach(feature -> declared.addAll(feature.routes()));
        this.routes = routes;
    }

    /** Errors: {@code second-factor-required}. */
    @Override
    public Mono<AuthorizationResult> authorize(Mono<Authentication> authentication, AuthorizationContext context) {
        return authentication
                .ofType(CallerAuthentication.class)
                .mapNotNull(who -> who.caller().account())
                .filter(account -> account.factor().isMissing() && !isDeclared(context.getExchange()))
                .doOnNext(account -> account.factor().requireProven())
                .then(signedIn.authorize(authentication, context));
    }

    private boolean isDeclared(ServerWebExchange exchange) {
        var request = exchange.getRequest();
        return routes.serving(request.getMethod(), request.getPath().pathWithinApplication()).stream()
                .allMatch(route ->
                        declared.contains(route.method() + " " + route.path().getPatternString()));
    }
}
