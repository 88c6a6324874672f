package io.ordergate.identity;

import io.ordergate.support.Failure;
import io.ordergate.support.Ids;
import io.ordergate.support.KeyedHash;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.SecretKeys;
import io.ordergate.web.IdempotencyKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Opens, prolongs and ends sign-ins (OAuth 2.0 Security BCP, RFC 9700 section 4.14: rotation with reuse detection). */
@Service
class SignIns {

    /** Two refreshes of one client may race, or an answer get lost: so long, the same successor is given again. */
    static final Duration GRACE = Duration.ofSeconds(20);

    private final SignInRepository signIns;
    private final SecurityEvents events;
    private final AccessTokens tokens;
    private final TokenSettings settings;
    private final SecretKeys keys;
    private final Ids ids;
    private final KeyedHash source = KeyedHash.random();

    SignIns(
            SignInRepository signIns,
            SecurityEvents events,
            AccessTokens tokens,
            TokenSettings settings,
            SecretKeys keys,
            Ids ids) {
        this.signIns = signIns;
        this.events = events;
        this.tokens = tokens;
        this.settings = settings;
        this.keys = keys;
        this.ids = ids;
    }

    /** Names for a sign-in about to be opened. */
    NewSignIn next() {
        var familyId = ids.next();
        return new NewSignIn(familyId, RefreshToken.first(source, familyId), settings.refreshLife());
    }

    /** Names for a sign-in that the code of this challenge opens. With a key they can be told again. */
    NewSignIn next(UUID challengeId, @Nullable IdempotencyKey key) {
        var token = key == null
                ? RefreshToken.first(source, challengeId)
                : RefreshToken.first(keys.current(), challengeId, key);
        return new NewSignIn(challengeId, token, settings.refreshLife());
    }

    /** The tokens that a sign-in had at first, for the request that has opened it; empty when it has ended. */
    Mono<Tokens> first(UUID challengeId, IdempotencyKey key, Instant openedAt) {
        return Flux.fromIterable(keys.all())
                .map(secret -> RefreshToken.first(secret, challengeId, key))
                .concatMap(token -> signIns.look(token, GRACE)
                        .filter(SignInRepository.Presented::alive)
                        .map(presented -> tokens(presented.signIn(), token, openedAt)))
                .next();
    }

    /** Opens a sign-in for somebody who has proven to be this user. Errors: {@code account-deactivated}. */
    Mono<Tokens> open(User user, String address) {
        var next = next();
        return signIns.open(next, user.id(), address)
                .filter(opened -> opened)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.ACCOUNT_DEACTIVATED)))
                .delayUntil(opened -> events.record(SecurityEvent.by(user.id(), SecurityEventType.LOGIN, address)))
                .map(opened -> tokens(new SignIn(next.familyId(), user.id(), user.role(), user.phone()), next.token()));
    }

    /** The tokens of a sign-in that was opened at this time: the same each time. */
    Tokens tokens(SignIn signIn, RefreshToken refresh, Instant openedAt) {
        return new Tokens(signIn, tokens.forAccount(signIn, signIn.familyId(), openedAt), refresh);
    }

    private Tokens tokens(SignIn signIn, RefreshToken refresh) {
        return new Tokens(signIn, tokens.forAccount(signIn), refresh);
    }

    /**
     * New tokens for a refresh token, which is used up by this. One that was used before has been copied: its sign-in is
     * ended. Errors: {@code invalid-refresh-token}.
     */
    Mono<Tokens> refresh(RefreshToken token, String address) {
        var successor = token.successor(keys.current());
        return signIns.rotate(token, successor, settings.refreshLife())
                .map(signIn -> tokens(signIn, successor))
                .switchIfEmpty(Mono.defer(() -> again(token, address)))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_REFRESH_TOKEN)));
    }

    /** Ends the sign-in of a refresh token, if there is one to end. */
    Mono<Void> end(RefreshToken token, String address) {
        return signIns.revokeByToken(token)
                .flatMap(userId -> events.record(SecurityEvent.by(userId, SecurityEventType.LOGOUT, address)));
    }

    /** Ends every sign-in of an account. */
    Mono<Void> endAll(UUID userId, String address) {
        return signIns.revokeAll(userId, "logout-all")
                .then(events.record(SecurityEvent.by(userId, SecurityEventType.LOGOUT_ALL, address)));
    }

    /** A token that could not be used: the same successor within the grace, else nothing. */
    private Mono<Tokens> again(RefreshToken token, String address) {
        return signIns.look(token, GRACE)
                .filter(SignInRepository.Presented::alive)
                .filter(SignInRepository.Presented::used)
                .flatMap(presented -> presented.justUsed()
                        ? Mono.justOrEmpty(successor(token, presented.successor()))
                                .map(successor -> tokens(presented.signIn(), successor))
                        : reused(presented.signIn(), address));
    }

    /** Derived again, with whichever key the first of the racing refreshes had. */
    private @Nullable RefreshToken successor(RefreshToken token, @Nullable ByteBuffer digest) {
        return keys.all().stream()
                .map(token::successor)
                .filter(candidate -> ByteBuffer.wrap(candidate.digest()).equals(digest))
                .findFirst()
                .orElse(null);
    }

    private Mono<Tokens> reused(SignIn signIn, String address) {
        return signIns.revoke(signIn.familyId(), "reuse")
                .filter(ended -> ended)
                .flatMap(ended -> events.record(
                        SecurityEvent.by(signIn.userId(), SecurityEventType.REFRESH_TOKEN_REUSED, address)))
                .then(Mono.empty());
    }
}
