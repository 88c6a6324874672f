package io.ordergate.identity.signin;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.password.PasswordRules;
import io.ordergate.identity.password.Passwords;
import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Creates accounts with e-mail and password. */
@Service
class Registrations {

    private final UserRepository users;
    private final Passwords passwords;
    private final PasswordRules rules;
    private final SecurityEvents events;
    private final Ids ids;

    Registrations(UserRepository users, Passwords passwords, PasswordRules rules, SecurityEvents events, Ids ids) {
        this.users = users;
        this.passwords = passwords;
        this.rules = rules;
        this.events = events;
        this.ids = ids;
    }

    /**
     * Registers a customer. Errors: {@code invalid-request} for a short password, {@code email-taken},
     * {@code service-unavailable} when too many passwords wait.
     */
    Mono<User> register(
            String name, String email, String password, @Nullable PhoneNumber claimed, ClientAddress address) {
        return Mono.fromRunnable(() -> rules.requireLength(password, Role.CUSTOMER))
                .then(Mono.defer(() -> passwords.hash(password)))
                .flatMap(hash -> users.insert(ids.next(), name, email, hash, claimed))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.EMAIL_TAKEN)))
                .delayUntil(user ->
                        events.record(SecurityEvent.selfService(user.id(), SecurityEventType.REGISTERED, address)));
    }
}
