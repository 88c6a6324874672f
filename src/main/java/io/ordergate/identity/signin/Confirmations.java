package io.ordergate.identity.signin;

import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.Verifications;
import io.ordergate.verification.attempt.Attempt;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.attempt.TypedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/**
 * Requires proof that the caller is the owner of the account, and not the holder of a stolen access token, before the
 * account is erased or its e-mail, password or phone is changed. The proof is the password, or a fresh code to the
 * account's phone. An account without password and phone signs in at another issuer: for such an account a sign-in of
 * the last minutes is the proof. Staff with a password need the password: a text alone must not lead to a role.
 */
@Service
public class Confirmations {

    static final String PATH = "/api/v1/users/me/confirm";

    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Verifications verifications;
    private final PasswordChecks passwords;
    private final PhoneLoginRepository logins;
    private final PhoneNumbers phones;
    private final UserRepository users;
    private final Clock clock;

    Confirmations(
            Verifications verifications,
            PasswordChecks passwords,
            PhoneLoginRepository logins,
            PhoneNumbers phones,
            UserRepository users,
            Clock clock) {
        this.verifications = verifications;
        this.passwords = passwords;
        this.logins = logins;
        this.phones = phones;
        this.users = users;
        this.clock = clock;
    }

    /**
     * Sends a code to the phone of the account. Errors: {@code password-required}, {@code forbidden} when the account
     * has no proven phone, and those of {@link Verifications#start}.
     */
    Mono<Tuple2<NewChallenge, Session>> start(
            Caller.Account account, List<String> languages, @Nullable IdempotencyKey key, ClientAddress address) {
        return users.findById(account.id())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN)))
                .map(Confirmations::phoneOf)
                .map(phone -> new NewChallenge(
                        Purpose.CONFIRM,
                        phones.parse(phone.e164(), null),
                        "{}",
                        Map.of(),
                        languages,
                        key,
                        account.id().toString(),
                        address))
                .zipWhen(verifications::start);
    }

    /**
     * Completes when the caller has proven to be the owner. A code serves one request. Errors: {@code invalid-request}
     * without a proof, {@code sign-in-again}, {@code password-required}, those of a guess ({@code wrong-code},
     * {@code too-many-attempts}, {@code invalid-session}) and those of {@link PasswordChecks#confirm}.
     *
     * @param key the client's name for the request that is confirmed, which may then be repeated with the same code
     */
    public Mono<Void> confirm(
            User user,
            Caller.Account account,
            Confirmation shown,
            @Nullable IdempotencyKey key,
            ClientAddress address) {
        if (shown.isByCode()) {
            return byCode(user, shown, key, address);
        }
        if (user.passwordHash() != null) {
            return passwords.confirm(user, shown.currentPassword(), address);
        }
        return user.phone() == null ? byFreshSignIn(account) : Mono.error(Confirmations::codeMissing);
    }

    private Mono<Void> byCode(User user, Confirmation shown, @Nullable IdempotencyKey key, ClientAddress address) {
        if (isOnlyByPassword(user)) {
            return Mono.error(() -> Failure.of(ProblemCode.PASSWORD_REQUIRED));
        }
        var attempt = new Attempt(
                text(shown.sessionToken()), Purpose.CONFIRM, TypedCode.of("otp", text(shown.otp())), key, address);
        return verifications
                .verify(
                        attempt,
                        guess -> logins.confirm(guess, user.id()),
                        Mono::just,
                        used -> Mono.just(used.phone().equals(user.phone())))
                .filter(isOwner -> isOwner)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)))
                .then();
    }

    /** Who has neither password nor phone signs in somewhere else: nothing that is here proves a sign-in here afresh. */
    private Mono<Void> byFreshSignIn(Caller.Account account) {
        var signedInAt = account.isElsewhere() ? account.signedInAt() : null;
        return signedInAt != null && signedInAt.isAfter(clock.instant().minus(FRESH))
                ? Mono.empty()
                : Mono.error(() -> Failure.of(ProblemCode.SIGN_IN_AGAIN));
    }

    private static PhoneNumber phoneOf(User user) {
        if (isOnlyByPassword(user)) {
            throw Failure.of(ProblemCode.PASSWORD_REQUIRED);
        }
        var phone = user.phone();
        if (phone == null) {
            throw Failure.of(ProblemCode.FORBIDDEN, "The account has no phone number that was proven.");
        }
        return phone;
    }

    /** Whether only a password confirms: a text must not open an account of staff that has a password. */
    static boolean isOnlyByPassword(User user) {
        return user.role().isStaff() && user.passwordHash() != null;
    }

    private static Failure codeMissing() {
        var message = "is needed, since the account has no password: POST " + PATH + " sends a code";
        return Failure.fields(List.of(new FieldError("session_token", message), new FieldError("otp", message)));
    }

    private static Sensitive text(@Nullable Sensitive value) {
        return value == null ? Sensitive.NONE : value;
    }
}
