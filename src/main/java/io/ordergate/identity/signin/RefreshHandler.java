package io.ordergate.identity.signin;

import io.ordergate.identity.token.RefreshToken;
import io.ordergate.identity.token.TokenHandler;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of refreshed tokens and of the end of sign-ins. */
@Component
class RefreshHandler {

    private final RefreshTokens refreshTokens;
    private final SignIns signIns;
    private final TokenHandler answers;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    RefreshHandler(
            RefreshTokens refreshTokens,
            SignIns signIns,
            TokenHandler answers,
            RequestBodies bodies,
            ClientAddresses addresses) {
        this.refreshTokens = refreshTokens;
        this.signIns = signIns;
        this.answers = answers;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(RefreshRequest.class);
    }

    Mono<ServerResponse> refresh(ServerRequest request) {
        var cookie = answers.inCookie(request);
        return presented(request, cookie)
                .zipWhen(token -> refreshTokens.refresh(token, addresses.of(request)))
                .flatMap(refreshed -> answers.refreshed(
                        request, refreshed.getT2(), refreshed.getT1().equals(cookie)));
    }

    /** Answers the same whether or not there was a sign-in to end: a client that logs out twice is logged out. */
    Mono<ServerResponse> logout(ServerRequest request) {
        return bodies.read(request, RefreshRequest.class)
                .flatMap(body -> refreshTokens.end(new RefreshToken(body.refreshToken()), addresses.of(request)))
                .then(ServerResponse.noContent().build());
    }

    /** Ends the sign-in of the cookie, if there is one, and takes the cookie from the browser. */
    Mono<ServerResponse> end(ServerRequest request) {
        return Mono.justOrEmpty(answers.inCookie(request))
                .flatMap(token -> refreshTokens.end(token, addresses.of(request)))
                .then(ServerResponse.noContent()
                        .cookie(answers.noCookie(request))
                        .build());
    }

    Mono<ServerResponse> logoutAll(ServerRequest request) {
        return Caller.account(request)
                .flatMap(account -> signIns.endAll(account.id(), addresses.of(request)))
                .then(ServerResponse.noContent().build());
    }

    /** The token of the body, or of the cookie when there is no body. */
    private Mono<RefreshToken> presented(ServerRequest request, @Nullable RefreshToken cookie) {
        var body = cookie == null
                ? bodies.read(request, RefreshRequest.class)
                : bodies.read(request, RefreshRequest.class, new RefreshRequest(cookie.value()));
        return body.map(form -> new RefreshToken(form.refreshToken()));
    }

    record RefreshRequest(
            @NotBlank @Size(max = 200) @PlainText Sensitive refreshToken) {}
}
