package io.ordergate.identity;

import io.ordergate.support.Failure;
import io.ordergate.support.Ids;
import io.ordergate.support.PhoneNumber;
import io.ordergate.support.ProblemCode;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Accounts with e-mail and password. */
@Service
class Accounts {

    private final UserRepository users;
    private final Passwords passwords;
    private final SignIns signIns;
    private final SecurityEvents events;
    private final FailedLogins failures;
    private final Ids ids;

    Accounts(
            UserRepository users,
            Passwords passwords,
            SignIns signIns,
            SecurityEvents events,
            FailedLogins failures,
            Ids ids) {
        this.users = users;
        this.passwords = passwords;
        this.signIns = signIns;
        this.events = events;
        this.failures = failures;
        this.ids = ids;
    }

    /** A new customer. Errors: {@code email-taken}, {@code service-unavailable} when too many passwords wait. */
    Mono<User> register(String name, String email, String password, @Nullable PhoneNumber claimed, String address) {
        return passwords
                .hash(password)
                .flatMap(hash -> users.insert(ids.next(), name, email, hash, claimed))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.EMAIL_TAKEN)))
                .delayUntil(user -> events.record(SecurityEvent.by(user.id(), SecurityEventType.REGISTERED, address)));
    }

    /**
     * Signs somebody in by e-mail and password. Errors: {@code wrong-credentials} (after the same work for an unknown
     * address as for a wrong password), {@code account-deactivated}, {@code too-many-requests},
     * {@code service-unavailable} when too many passwords wait.
     */
    Mono<Tokens> login(String email, String password, String address) {
        return failures.counted(
                email,
                address,
                Mono.defer(() -> checked(email, password, address)).flatMap(user -> signIns.open(user, address)));
    }

    private Mono<User> checked(String email, String password, String address) {
        return users.findByEmail(email)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(found -> checked(found.orElse(null), password, address));
    }

    private Mono<User> checked(@Nullable User user, String password, String address) {
        return passwords
                .matches(password, user == null ? null : user.passwordHash())
                .filter(right -> right && user != null)
                .mapNotNull(right -> user)
                .switchIfEmpty(Mono.defer(() -> refused(user == null ? null : user.id(), address)));
    }

    private Mono<User> refused(@Nullable UUID userId, String address) {
        return events.record(SecurityEvent.at(userId, SecurityEventType.LOGIN_FAILED, address))
                .then(Mono.error(() -> Failure.of(ProblemCode.WRONG_CREDENTIALS)));
    }
}
