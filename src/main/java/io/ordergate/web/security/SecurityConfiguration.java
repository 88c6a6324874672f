package io.ordergate.web.security;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.problem.ProblemHandler;
import io.ordergate.web.request.RequestIds;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.FormLoginSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HeaderSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HttpBasicSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.LogoutSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.RequestCacheSpec;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.server.authentication.ServerBearerTokenAuthenticationConverter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What anyone may call, and everything else, which needs an access token. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityWebFilterChain tokenChain(
            ServerHttpSecurity http,
            CrossSiteRequests crossSite,
            PublicRequests open,
            SecondFactorGuard guard,
            ProblemHandler problems,
            Callers callers) {
        return withoutSessions(http)
                .authorizeExchange(calls -> calls.matchers(crossSite)
                        .access((who, call) -> Mono.error(() -> Failure.of(ProblemCode.ORIGIN_REFUSED)))
                        .matchers(open)
                        .permitAll()
                        .anyExchange()
                        .access(guard))
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems)
                        .bearerTokenConverter(tokens(open))
                        .jwt(jwt -> jwt.jwtAuthenticationConverter(token -> authentication(token, callers))))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .build();
    }

    /** No token is read from a public request, so that one which has expired never stops a sale. */
    private static ServerAuthenticationConverter tokens(PublicRequests open) {
        var header = new ServerBearerTokenAuthenticationConverter();
        return exchange -> open.isPublic(exchange) ? Mono.empty() : header.convert(exchange);
    }

    private static Mono<CallerAuthentication> authentication(Jwt token, Callers callers) {
        return callers.of(token)
                .map(caller -> new CallerAuthentication(token, caller))
                .switchIfEmpty(
                        Mono.error(() -> new InvalidBearerTokenException("The sign-in of this token has ended")));
    }

    private static ServerHttpSecurity withoutSessions(ServerHttpSecurity http) {
        return http.csrf(CsrfSpec::disable) // the only cookie is guarded by CrossSiteRequests, and authenticates no
                // other call
                .httpBasic(HttpBasicSpec::disable)
                .formLogin(FormLoginSpec::disable)
                .logout(LogoutSpec::disable)
                .requestCache(RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .cors(cors -> {})
                .headers(HeaderSpec::disable); // SecurityHeaders sets them
    }

    /** A span and a timer around every security filter of every request cost more than the filters. */
    @Bean
    SecurityObservationSettings noObservationOfFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /** Methods are left to the routes: no route has another method than ours, and the answer is 405 with Allow. */
    @Bean
    ServerWebExchangeFirewall firewall() {
        var firewall = new StrictServerWebExchangeFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    /** A request that the firewall refuses (an encoded slash in the path, say) gets a problem like any other. */
    @Bean
    ServerExchangeRejectedHandler rejections(ProblemHandler problems) {
        return (exchange, rejected) -> problems.handle(exchange, Failure.of(ProblemCode.INVALID_REQUEST));
    }

    /**
     * Whether a page of another origin may send its visitor here with a form, as a page may that tells nobody its own origin. No
     * script reads the answer.
     */
    private static boolean isForm(ServerWebExchange exchange) {
        var path = exchange.getRequest().getPath().pathWithinApplication().value();
        return HttpMethod.POST.equals(exchange.getRequest().getMethod())
                && (path.startsWith("/payments/return/") || path.startsWith("/o/"));
    }

    /** Pages of the service's own origin are no matter of CORS, wherever a proxy makes the service stand. */
    @Bean
    CorsConfigurationSource corsConfigurationSource(AllowedOrigins origins) {
        var named = new Cors(origins);
        named.setAllowCredentials(true);
        var others = new Cors(origins);
        return exchange -> {
            var headers = exchange.getRequest().getHeaders();
            if (isForm(exchange) || CrossSiteRequests.isSameOrigin(headers)) {
                return null;
            }
            return origins.isNamed(headers.getOrigin()) ? named : others;
        };
    }

    /** Says why pages of another origin may not call. Those pages cannot read it, since the answer names no origin that may. */
    @Bean
    CorsProcessor corsProcessor() {
        return new DefaultCorsProcessor() {

            @Override
            protected String checkOrigin(CorsConfiguration cors, @Nullable String origin) {
                var allowed = super.checkOrigin(cors, origin);
                if (allowed == null) {
                    throw Failure.of(ProblemCode.ORIGIN_REFUSED);
                }
                return allowed;
            }

            @Override
            protected void rejectRequest(ServerHttpResponse response) {
                throw Failure.of(
                        ProblemCode.ORIGIN_REFUSED,
                        "Pages of other origins may not send this Origin, method or header.");
            }
        };
    }

    /** What pages of other origins may send and read. */
    private static class Cors extends CorsConfiguration {

        private final AllowedOrigins origins;

        Cors(AllowedOrigins origins) {
            this.origins = origins;
            setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
            setAllowedHeaders(List.of(
                    HttpHeaders.AUTHORIZATION,
                    HttpHeaders.CONTENT_TYPE,
                    HttpHeaders.ACCEPT,
                    HttpHeaders.IF_MATCH,
                    HttpHeaders.IF_NONE_MATCH,
                    "Idempotency-Key",
                    "Last-Event-ID",
                    "X-Requested-With",
                    "X-Refresh-Token",
                    "traceparent",
                    "tracestate",
                    "baggage",
                    RequestIds.HEADER));
            setExposedHeaders(List.of(
                    HttpHeaders.ETAG,
                    HttpHeaders.LOCATION,
                    HttpHeaders.RETRY_AFTER,
                    HttpHeaders.WWW_AUTHENTICATE,
                    HttpHeaders.CONTENT_DISPOSITION,
                    "Idempotent-Replayed",
                    "RateLimit",
                    "RateLimit-Policy",
                    RequestIds.HEADER));
            setMaxAge(Duration.ofHours(1));
        }

        @Override
        public @Nullable String checkOrigin(@Nullable String origin) {
            return origin == null ? null : origins.allowed(origin);
        }
    }
}
