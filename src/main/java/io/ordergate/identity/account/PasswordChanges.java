package io.ordergate.identity.account;

import io.ordergate.identity.password.PasswordFailures;
import io.ordergate.identity.password.PasswordRules;
import io.ordergate.identity.password.Passwords;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.Role;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Checks and hashes the new password of an account, and changes what depends on the password. Without a new password
 * nothing changes.
 */
@Component
class PasswordChanges {

    private final Passwords passwords;
    private final PasswordRules rules;
    private final PasswordFailures failures;
    private final SignInRepository signIns;

    PasswordChanges(Passwords passwords, PasswordRules rules, PasswordFailures failures, SignInRepository signIns) {
        this.passwords = passwords;
        this.rules = rules;
        this.failures = failures;
        this.signIns = signIns;
    }

    /** Requires a password that is long enough for the role. Errors: those of {@link PasswordRules#requireLength}. */
    void requireLength(@Nullable Sensitive password, Role role) {
        if (password != null) {
            rules.requireLength(password.value(), role);
        }
    }

    /** The hash of a new password. Errors: {@code service-unavailable} when too many passwords wait. */
    Mono<Optional<String>> hash(@Nullable Sensitive password) {
        return password == null
                ? Mono.just(Optional.empty())
                : passwords.hash(password.value()).map(Optional::of);
    }

    /** Resets the count of wrong passwords, and allows the sign-in the roles that the new password is long enough for. */
    Mono<Void> conclude(Caller.Account account, @Nullable Sensitive password) {
        return password == null
                ? Mono.empty()
                : failures.clear(account.id())
                        .then(signIns.limit(account.familyId(), rules.isTooShortForStaff(password.value())));
    }
}
