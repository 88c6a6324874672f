package io.ordergate.identity.token;

import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * HTTP of the tokens in answers: every call that answers tokens writes them here. The refresh token is in the body, or in a cookie that no script can read and that
 * browsers send to the calls of refreshed tokens only, when the client asks so with {@code X-Refresh-Token: cookie}.
 */
@Component
public class TokenHandler {

    private static final String HEADER = "X-Refresh-Token";
    private static final String COOKIE = "ordergate_refresh";
    private static final String PATH = "/api/v1/auth/refresh";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Duration life;
    private final boolean development;

    TokenHandler(TokenSettings settings, Environment environment) {
        life = settings.firstLife();
        development = "development".equals(environment.getProperty("ordergate.environment"));
    }

    /**
     * The tokens of a sign-in, as the API shows them (RFC 6749 section 5.1).
     *
     * @param refreshToken null when a cookie holds the token
     * @param expiresIn seconds that the access token lives
     */
    public record TokenResponse(
            Sensitive accessToken, @Nullable Sensitive refreshToken, String tokenType, long expiresIn) {}

    /** The answer to a call that signs in, with this body around the tokens. */
    public Mono<ServerResponse> signedIn(ServerRequest request, Tokens tokens, Function<TokenResponse, Object> body) {
        var byCookie = wantsCookie(request);
        return answer(tokens, byCookie, byCookie ? cookie(request, tokens) : null, body);
    }

    /** The answer to a call that signs in, or that has proven more in the same sign-in. */
    public Mono<ServerResponse> signedIn(ServerRequest request, Tokens tokens) {
        return signedIn(request, tokens, response -> response);
    }

    /**
     * The answer to a refresh with the token of a cookie, or of a body. A browser that has had the tokens before keeps its cookie:
     * another tab may have got a later one while this answer was on its way.
     */
    public Mono<ServerResponse> refreshed(ServerRequest request, Tokens tokens, boolean fromCookie) {
        var byCookie = fromCookie || wantsCookie(request);
        var isNew = byCookie && !tokens.isReplay();
        return answer(tokens, byCookie, isNew ? cookie(request, tokens) : null, response -> response);
    }

    /**
     * The refresh token in the cookie of a request. Without a cookie, a client that wants one has a token that nobody knows, and
     * others have none.
     */
    public @Nullable RefreshToken inCookie(ServerRequest request) {
        var cookie = request.cookies().getFirst(COOKIE);
        if (cookie == null) {
            return wantsCookie(request) ? new RefreshToken(Sensitive.of("")) : null;
        }
        return new RefreshToken(Sensitive.of(cookie.getValue()));
    }

    /** The cookie that takes the place of the one that a browser holds, and is forgotten at once. */
    public ResponseCookie noCookie(ServerRequest request) {
        return cookie(request, "", Duration.ZERO);
    }

    private static boolean wantsCookie(ServerRequest request) {
        return "cookie".equalsIgnoreCase(request.headers().firstHeader(HEADER));
    }

    private static Mono<ServerResponse> answer(
            Tokens tokens, boolean byCookie, @Nullable ResponseCookie cookie, Function<TokenResponse, Object> body) {
        var answer = ServerResponse.ok();
        if (cookie != null) {
            answer.cookie(cookie);
        }
        return answer.bodyValue(body.apply(new TokenResponse(
                tokens.access().value(),
                byCookie ? null : tokens.refresh().value(),
                tokens.access().type(),
                tokens.access().expiresIn().toSeconds())));
    }

    private ResponseCookie cookie(ServerRequest request, Tokens tokens) {
        return cookie(request, tokens.refresh().value().value(), life);
    }

    private ResponseCookie cookie(ServerRequest request, String value, Duration age) {
        return ResponseCookie.from(COOKIE, value)
                .httpOnly(true)
                .secure(!isOnThisMachine(request))
                .sameSite("Strict")
                .path(request.requestPath().contextPath().value() + PATH)
                .maxAge(age)
                .build();
    }

    /** Whether a developer's browser calls without TLS. Some browsers then take no cookie for TLS only. */
    private boolean isOnThisMachine(ServerRequest request) {
        var uri = request.uri();
        return development && "http".equals(uri.getScheme()) && THIS_MACHINE.contains(String.valueOf(uri.getHost()));
    }
}
