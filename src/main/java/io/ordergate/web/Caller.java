package io.ordergate.web;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Who calls, as the access token says.
 *
 * @param phone the number that the caller has proven to hold, in E.164
 */
public record Caller(String subject, @Nullable String phone, Set<String> roles) {

    /** The caller of a route that needs a token. Errors: {@code unauthenticated}. */
    public static Mono<Caller> of(ServerRequest request) {
        return request.principal()
                .ofType(JwtAuthenticationToken.class)
                .map(Caller::of)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.UNAUTHENTICATED)));
    }

    private static Caller of(JwtAuthenticationToken authentication) {
        var token = authentication.getToken();
        var roles = token.getClaimAsStringList("roles");
        return new Caller(
                Objects.requireNonNull(token.getSubject(), "the decoder requires a subject"),
                token.getClaimAsString("phone"),
                roles == null ? Set.of() : Set.copyOf(roles));
    }

    @Override
    public String toString() {
        return "Caller[hidden]";
    }
}
