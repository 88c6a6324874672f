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
import io.ordergate.identity.token.Tokens;
import io.ordergate.identity.user.User;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.KeyedHash;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Opens sign-ins, and ends all sign-ins of an account. */
@Service
class SignIns {

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

    private NewSignIn next(boolean limited) {
        var familyId = ids.next();
        return new NewSignIn(familyId, RefreshToken.first(source, familyId), settings.firstLife(), limited);
    }

    /**
     * The id and the first token of a sign-in that the code of this challenge opens. With a key the same id and token
     * can be derived once more.
     */
    NewSignIn next(UUID challengeId, @Nullable IdempotencyKey key) {
        var token = key == null
                ? RefreshToken.first(source, challengeId)
                : RefreshToken.first(keys.current(), challengeId, key);
        return new NewSignIn(challengeId, token, settings.firstLife(), false);
    }

    /** The first tokens of a sign-in, for the request that has opened the sign-in; empty when the sign-in has ended. */
    Mono<Tokens> first(UUID challengeId, IdempotencyKey key, Instant openedAt) {
        return Flux.fromIterable(keys.all())
                .map(secret -> RefreshToken.first(secret, challengeId, key))
                .concatMap(token -> signIns.state(token, RefreshTokens.GRACE)
                        .filter(RefreshTokenState::alive)
                        .map(state -> tokens(state.signIn(), token, openedAt)))
                .next();
    }

    /**
     * Opens a sign-in for a person who has proven the user's password; a limited sign-in acts as a customer's. Errors:
     * {@code account-deactivated}, {@link OptimisticLockingFailureException} when the password was replaced meanwhile.
     */
    Mono<Tokens> open(User user, ClientAddress address, boolean limited) {
        var next = next(limited);
        var phone = user.phone();
        var e164 = phone == null ? null : phone.e164();
        var role = limited ? Role.CUSTOMER : user.role();
        return signIns.open(next, user.id(), user.passwordHash(), address)
                .switchIfEmpty(Mono.error(() -> new OptimisticLockingFailureException("the password just changed")))
                .filter(opened -> opened)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.ACCOUNT_DEACTIVATED)))
                .delayUntil(
                        opened -> events.record(SecurityEvent.selfService(user.id(), SecurityEventType.LOGIN, address)))
                .map(opened -> tokens(SignIn.opened(next.familyId(), user.id(), role, e164), next.token()));
    }

    /** The tokens of a sign-in that was opened at this time; the same arguments make the same tokens. */
    Tokens tokens(SignIn signIn, RefreshToken refresh, Instant openedAt) {
        return new Tokens(signIn, tokens.forAccount(signIn, signIn.familyId(), openedAt), refresh);
    }

    private Tokens tokens(SignIn signIn, RefreshToken refresh) {
        return new Tokens(signIn, tokens.forAccount(signIn), refresh);
    }

    /** Ends every sign-in of an account. */
    Mono<Void> endAll(UUID userId, ClientAddress address) {
        return signIns.revokeAll(userId, "logout-all")
                .then(events.record(SecurityEvent.selfService(userId, SecurityEventType.LOGOUT_ALL, address)));
    }
}
