package io.ordergate.web;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.FormLoginSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HeaderSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HttpBasicSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.LogoutSpec;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.server.MatcherSecurityWebFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import reactor.core.publisher.Mono;

/** Two chains: what anyone may call, and everything else, which needs an access token. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** CORS only: nothing here reads a token, so that a stale one in a client's pocket never stops a sale. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityWebFilterChain openChain(List<OpenPaths> open, ApiRoutes routes, CorsConfigurationSource origins) {
        return new MatcherSecurityWebFilterChain(openRoutes(open, routes), List.of(new CorsWebFilter(origins)));
    }

    @Bean
    SecurityWebFilterChain tokenChain(ServerHttpSecurity http, ProblemHandler problems, Callers callers) {
        return manners(http)
                .authorizeExchange(calls -> calls.anyExchange().authenticated())
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems)
                        .jwt(jwt -> jwt.jwtAuthenticationConverter(token -> authentication(token, callers))))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .build();
    }

    private static Mono<CallerAuthentication> authentication(Jwt token, Callers callers) {
        return callers.of(token)
                .map(caller -> new CallerAuthentication(token, caller))
                .switchIfEmpty(
                        Mono.error(() -> new InvalidBearerTokenException("The sign-in of this token has ended")));
    }

    private static ServerHttpSecurity manners(ServerHttpSecurity http) {
        return http.csrf(CsrfSpec::disable) // no cookie ever authenticates
                .httpBasic(HttpBasicSpec::disable)
                .formLogin(FormLoginSpec::disable)
                .logout(LogoutSpec::disable)
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .cors(cors -> {})
                .headers(HeaderSpec::disable); // SecurityHeaders sets them
    }

    /** Open are the paths that features declare, and unknown ones: there is nothing behind those but a 404. */
    private static ServerWebExchangeMatcher openRoutes(List<OpenPaths> open, ApiRoutes routes) {
        var declared = new HashSet<String>();
        open.forEach(group -> declared.addAll(group.paths()));
        var known = Set.copyOf(declared);
        return exchange -> {
            var path = exchange.getRequest().getPath().pathWithinApplication();
            return known.contains(path.value()) || routes.isUnknownOr(path, known)
                    ? ServerWebExchangeMatcher.MatchResult.match()
                    : ServerWebExchangeMatcher.MatchResult.notMatch();
        };
    }

    /** A span and a timer around every security filter of every request cost more than the filters. */
    @Bean
    SecurityObservationSettings noObservationOfFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /** A request that the firewall refuses (an encoded slash in the path, say) gets a problem like any other. */
    @Bean
    ServerExchangeRejectedHandler rejections(ProblemHandler problems) {
        return (exchange, rejected) -> problems.handle(exchange, Failure.of(ProblemCode.INVALID_REQUEST));
    }

    @Bean
    CorsConfigurationSource corsConfigurationSource(WebSettings settings) {
        var cors = new CorsConfiguration();
        cors.setAllowedOrigins(settings.allowedOrigins());
        cors.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
        cors.setAllowedHeaders(List.of(
                HttpHeaders.AUTHORIZATION,
                HttpHeaders.CONTENT_TYPE,
                HttpHeaders.ACCEPT,
                HttpHeaders.IF_MATCH,
                "Idempotency-Key",
                RequestIds.HEADER));
        cors.setExposedHeaders(List.of(
                HttpHeaders.ETAG,
                HttpHeaders.LOCATION,
                HttpHeaders.RETRY_AFTER,
                "RateLimit",
                "RateLimit-Policy",
                RequestIds.HEADER));
        cors.setMaxAge(Duration.ofHours(1));
        var source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", cors);
        return source;
    }
}
