package io.ordergate.identity.signin;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.token.AccessTokens;
import io.ordergate.identity.token.RefreshToken;
import io.ordergate.identity.token.SignIn;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.token.SignInRepository.RefreshTokenState;
import io.ordergate.identity.token.SignInSql.NewSignIn;
import io.ordergate.identity.token.TokenSettings;
import io.ordergate.identity.user.User;
import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.KeyedHash;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.Role;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Opens, prolongs and ends sign-ins (OAuth 2.0 Security BCP, RFC 9700 section 4.14: rotation with reuse detection). */
@Service
class SignIns {

    /** Two refreshes of one client may race: so long, the same successor is given again, even if it was seen already. */
    static final Duration GRACE = Duration.ofSeconds(20);

    private final SignInRepository signIns;
    private final SecurityEvents events;
    private final AccessTokens tokens;
    private final TokenSettings settings;
    private final SecretKeys keys;
    private final Ids ids;
    private final RateLimiter limiter;
    private final RateLimitPolicies policies;
    private final KeyedHash source = KeyedHash.random();

    SignIns(
            SignInRepository signIns,
            SecurityEvents events,
            AccessTokens tokens,
            TokenSettings settings,
            SecretKeys keys,
            Ids ids,
            RateLimiter limiter,
            RateLimitPolicies policies) {
        this.signIns = signIns;
        this.events = events;
        this.tokens = tokens;
        this.settings = settings;
        this.keys = keys;
        this.ids = ids;
        this.limiter = limiter;
        this.policies = policies;
    }

    private NewSignIn next(boolean limited) {
        var familyId = ids.next();
        return new NewSignIn(familyId, RefreshToken.first(source, familyId), settings.firstLife(), limited);
    }

    /** Names for a sign-in that the code of this challenge opens. With a key they can be told again. */
    NewSignIn next(UUID challengeId, @Nullable IdempotencyKey key) {
        var token = key == null
                ? RefreshToken.first(source, challengeId)
                : RefreshToken.first(keys.current(), challengeId, key);
        return new NewSignIn(challengeId, token, settings.firstLife(), false);
    }

    /** The tokens that a sign-in had at first, for the request that has opened it; empty when it has ended. */
    Mono<Tokens> first(UUID challengeId, IdempotencyKey key, Instant openedAt) {
        return Flux.fromIterable(keys.all())
                .map(secret -> RefreshToken.first(secret, challengeId, key))
                .concatMap(token -> signIns.state(token, GRACE)
                        .filter(RefreshTokenState::alive)
                        .map(state -> tokens(state.signIn(), token, openedAt)))
                .next();
    }

    /**
     * Opens a sign-in for somebody who has shown the password that the user had then; a limited one acts as a customer's. Errors:
     * {@code account-deactivated}, {@link OptimisticLockingFailureException} when the password has been replaced meanwhile.
     */
    Mono<Tokens> open(User user, ClientAddress address, boolean limited) {
        var next = next(limited);
        var role = limited ? Role.CUSTOMER : user.role();
        return signIns.open(next, user.id(), user.passwordHash(), address)
                .switchIfEmpty(Mono.error(() -> new OptimisticLockingFailureException("the password just changed")))
                .filter(opened -> opened)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.ACCOUNT_DEACTIVATED)))
                .delayUntil(
                        opened -> events.record(SecurityEvent.selfService(user.id(), SecurityEventType.LOGIN, address)))
                .map(opened -> tokens(SignIn.opened(next.familyId(), user.id(), role, user.phone()), next.token()));
    }

    /** The tokens of a sign-in that was opened at this time: the same each time. */
    Tokens tokens(SignIn signIn, RefreshToken refresh, Instant openedAt) {
        return new Tokens(signIn, tokens.forAccount(signIn, signIn.familyId(), openedAt), refresh);
    }

    private Tokens tokens(SignIn signIn, RefreshToken refresh) {
        return new Tokens(signIn, tokens.forAccount(signIn), refresh);
    }

    /**
     * New tokens for a refresh token, which is used up by this. When it comes again before its successor was used, the answer
     * got lost, and it gets the same successor; after that it has been copied, and its sign-in is ended. Errors:
     * {@code invalid-refresh-token}, {@code too-many-requests}.
     */
    Mono<Tokens> refresh(RefreshToken token, ClientAddress address) {
        return requireBudget(token).then(Mono.defer(() -> admitted(token, address)));
    }

    /** A token that nobody knows has no sign-in to count for; its client's address counts it. */
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

    /** Ends the sign-in of a refresh token, if there is one to end. Errors: {@code too-many-requests}. */
    Mono<Void> end(RefreshToken token, ClientAddress address) {
        return requireBudget(token)
                .then(Mono.defer(() -> signIns.revokeByToken(token)))
                .flatMap(userId -> events.record(SecurityEvent.selfService(userId, SecurityEventType.LOGOUT, address)));
    }

    /** Ends every sign-in of an account. */
    Mono<Void> endAll(UUID userId, ClientAddress address) {
        return signIns.revokeAll(userId, "logout-all")
                .then(events.record(SecurityEvent.selfService(userId, SecurityEventType.LOGOUT_ALL, address)));
    }

    /** A token that could not be used: the same successor if that was not seen yet or within the grace, else nothing. */
    private Mono<Tokens> repeated(RefreshToken token, ClientAddress address) {
        return signIns.state(token, GRACE)
                .filter(RefreshTokenState::alive)
                .filter(RefreshTokenState::used)
                .flatMap(state -> state.isRepeatable()
                        ? Mono.justOrEmpty(successor(token, state.successor()))
                                .map(successor -> tokens(state.signIn().next(), successor))
                        : reused(state.signIn(), address));
    }

    /** Derived again, with whichever key the first of the racing refreshes had. */
    private @Nullable RefreshToken successor(RefreshToken token, @Nullable ByteBuffer digest) {
        return keys.all().stream()
                .map(token::successor)
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
