package io.ordergate.identity.signin;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.token.AccessTokens;
import io.ordergate.identity.token.RefreshToken;
import io.ordergate.identity.token.SignIn;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.token.SignInRepository.RefreshTokenState;
import io.ordergate.identity.token.TokenSettings;
import io.ordergate.identity.token.Tokens;
import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.web.security.ClientAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Rotates refresh tokens and detects copied ones (OAuth 2.0 Security BCP, RFC 9700 section 4.14). */
@Service
class RefreshTokens {

    /** Two refreshes of one client may race: for this time the second refresh gets the successor that the first one got. */
    static final Duration GRACE = Duration.ofSeconds(20);

    private final SignInRepository signIns;
    private final SecurityEvents events;
    private final AccessTokens tokens;
    private final TokenSettings settings;
    private final SecretKeys keys;
    private final RateLimiter limiter;
    private final RateLimitPolicies policies;

    RefreshTokens(
            SignInRepository signIns,
            SecurityEvents events,
            AccessTokens tokens,
            TokenSettings settings,
            SecretKeys keys,
            RateLimiter limiter,
            RateLimitPolicies policies) {
        this.signIns = signIns;
        this.events = events;
        this.tokens = tokens;
        this.settings = settings;
        this.keys = keys;
        this.limiter = limiter;
        this.policies = policies;
    }

    /**
     * Exchanges a refresh token for new tokens and uses the refresh token up. A token that comes twice before its
     * successor was used gets the same successor, because the first answer was lost. Later the token is a copied one,
     * and its sign-in ends. Errors: {@code invalid-refresh-token}, {@code too-many-requests}.
     */
    Mono<Tokens> refresh(RefreshToken token, ClientAddress address) {
        return requireBudget(token).then(Mono.defer(() -> admitted(token, address)));
    }

    /**
     * Acquires from the budget of the token's sign-in. An unknown token has no sign-in and counts for the client's
     * address only.
     */
    private Mono<Void> requireBudget(RefreshToken token) {
        return signIns.family(token)
                .flatMap(familyId -> limiter.acquire(policies.refreshes(), familyId.toString()))
                .flatMap(RateLimitDecision::orRefuse)
                .then();
    }

    private Mono<Tokens> admitted(RefreshToken token, ClientAddress address) {
        var successor = token.successor(keys.current());
        return signIns.rotate(token, successor, settings.refreshLife())
                .map(signIn -> tokens(signIn, successor))
                .switchIfEmpty(Mono.defer(() -> repeated(token, address)))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_REFRESH_TOKEN)));
    }

    /** Ends the sign-in of a refresh token, if the sign-in is open. Errors: {@code too-many-requests}. */
    Mono<Void> end(RefreshToken token, ClientAddress address) {
        return requireBudget(token)
                .then(Mono.defer(() -> signIns.revokeByToken(token)))
                .flatMap(userId -> events.record(SecurityEvent.selfService(userId, SecurityEventType.LOGOUT, address)));
    }

    private Tokens tokens(SignIn signIn, RefreshToken refresh) {
        return new Tokens(signIn, tokens.forAccount(signIn), refresh);
    }

    /** The same successor for a used token, when the successor was not seen yet or within the grace; else nothing. */
    private Mono<Tokens> repeated(RefreshToken token, ClientAddress address) {
        return signIns.state(token, GRACE)
                .filter(RefreshTokenState::alive)
                .filter(RefreshTokenState::used)
                .flatMap(state -> state.isRepeatable()
                        ? Mono.justOrEmpty(successor(token, state.successor()))
                                .map(successor -> tokens(state.signIn().next(), successor))
                                .map(tokens -> state.successorUnseen() ? tokens : tokens.asReplay())
                        : reused(state.signIn(), address));
    }

    /** The successor, derived once more with the key that the first of the racing refreshes had. */
    private @Nullable RefreshToken successor(RefreshToken token, @Nullable ByteBuffer digest) {
        return keys.all().stream()
                .flatMap(key -> Stream.of(token.successor(key), RefreshToken.afterProof(key, token.digest())))
                .filter(candidate -> ByteBuffer.wrap(candidate.digest()).equals(digest))
                .findFirst()
                .orElse(null);
    }

    private Mono<Tokens> reused(SignIn signIn, ClientAddress address) {
        return signIns.revoke(signIn.familyId(), "reuse")
                .filter(ended -> ended)
                .flatMap(ended -> events.record(
                        SecurityEvent.selfService(signIn.userId(), SecurityEventType.REFRESH_TOKEN_REUSED, address)))
                .then(Mono.empty());
    }
}
