package io.ordergate.identity.signin;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.token.Tokens;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Ids;
import io.ordergate.verification.Verifications;
import io.ordergate.verification.attempt.Attempt;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.attempt.TypedCode;
import io.ordergate.verification.attempt.UsedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Signs in by a texted code. The text is sent whether or not the phone has an account, so that neither the answer nor
 * the time of the answer reveals an account; the first right code creates the account.
 */
@Service
class PhoneLogins {

    private final Verifications verifications;
    private final PhoneLoginRepository logins;
    private final UserRepository users;
    private final SignIns signIns;
    private final SecurityEvents events;
    private final Ids ids;

    PhoneLogins(
            Verifications verifications,
            PhoneLoginRepository logins,
            UserRepository users,
            SignIns signIns,
            SecurityEvents events,
            Ids ids) {
        this.verifications = verifications;
        this.logins = logins;
        this.users = users;
        this.signIns = signIns;
        this.events = events;
        this.ids = ids;
    }

    /** Sends a code. Errors: those of {@link Verifications#start}. */
    Mono<Session> send(PhoneNumber phone, List<String> languages, @Nullable IdempotencyKey key, ClientAddress address) {
        return verifications.start(new NewChallenge(Purpose.LOGIN, phone, "{}", Map.of(), languages, key, address));
    }

    /** Sends the code once more. Errors: those of {@link Verifications#resend}. */
    Mono<Session> resend(CodeHolder holder, ClientAddress address) {
        return holder.session(verifications, Purpose.LOGIN)
                .flatMap(session -> verifications.resend(session, Purpose.LOGIN, address));
    }

    /**
     * Signs in the person who types the code. Errors: {@code wrong-code}, {@code too-many-attempts},
     * {@code invalid-session}, {@code account-deactivated}, {@code password-required}, {@code idempotency-key-reused}.
     */
    Mono<Tokens> verify(CodeHolder holder, TypedCode code, @Nullable IdempotencyKey key, ClientAddress address) {
        return holder.session(verifications, Purpose.LOGIN)
                .map(session -> new Attempt(session, Purpose.LOGIN, code, key, address))
                .flatMap(this::verify);
    }

    private Mono<Tokens> verify(Attempt attempt) {
        return verifications.verify(
                attempt,
                guess -> logins.signIn(guess, ids.next(), signIns.next(guess.challengeId(), guess.key())),
                opened -> signedIn(opened, attempt.clientAddress()),
                used -> repeated(used, attempt.key()));
    }

    private Mono<Tokens> signedIn(PhoneSignIn opened, ClientAddress address) {
        return Mono.fromSupplier(opened::orThrow)
                .delayUntil(signIn ->
                        events.record(SecurityEvent.selfService(signIn.userId(), SecurityEventType.LOGIN, address)))
                .map(signIn -> signIns.tokens(signIn, opened.refresh(), opened.at()));
    }

    /** The tokens of the right request, whose answer was lost; an ended sign-in has none. */
    private Mono<Tokens> repeated(UsedCode used, @Nullable IdempotencyKey key) {
        return signIns.first(used.challengeId(), Objects.requireNonNull(key, "a repeat has a key"), used.usedAt())
                .map(Tokens::asReplay)
                .switchIfEmpty(Mono.defer(() -> refusal(used)));
    }

    private Mono<Tokens> refusal(UsedCode used) {
        return users.findByPhone(used.phone())
                .filter(Confirmations::isOnlyByPassword)
                .flatMap(user -> Mono.<Tokens>error(Failure.of(ProblemCode.PASSWORD_REQUIRED)))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)));
    }
}
