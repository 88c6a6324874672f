package io.ordergate.identity.account;

import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.password.PasswordFailures;
import io.ordergate.identity.password.PasswordRules;
import io.ordergate.identity.password.Passwords;
import io.ordergate.identity.signin.Confirmations;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** What people see and change of their own account. */
@Service
class Profiles {

    private final UserRepository users;
    private final UserChangeRepository changes;
    private final Passwords passwords;
    private final Confirmations confirmations;
    private final SignInRepository signIns;
    private final AuditedChanges audited;
    private final PhoneNumbers phones;
    private final PasswordRules rules;
    private final PasswordFailures failures;

    Profiles(
            UserRepository users,
            UserChangeRepository changes,
            Passwords passwords,
            Confirmations confirmations,
            SignInRepository signIns,
            AuditedChanges audited,
            PhoneNumbers phones,
            PasswordRules rules,
            PasswordFailures failures) {
        this.users = users;
        this.changes = changes;
        this.passwords = passwords;
        this.confirmations = confirmations;
        this.signIns = signIns;
        this.audited = audited;
        this.phones = phones;
        this.rules = rules;
        this.failures = failures;
    }

    /** Errors: {@code invalid-token} when the account was erased a moment ago. */
    Mono<User> of(Caller.Account account) {
        return users.findById(account.id()).switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN)));
    }

    /**
     * Changes an account as its owner wants it. A new password or e-mail ends every sign-in but the one that set it. Errors:
     * {@code invalid-request} for another phone number, {@code invalid-phone}, {@code email-taken} and those of
     * {@link Confirmations#confirm}.
     */
    Mono<User> change(Caller.Account account, ProfileForm form, ClientAddress address) {
        return of(account)
                .doOnNext(user -> requireSamePhone(user, form))
                .doOnNext(user -> requireLongPassword(user, form))
                .delayUntil(user -> form.changesCredentialsOf(user)
                        ? confirmations.confirm(user, account, form.confirmation(), null, address)
                        : Mono.empty())
                .zipWhen(user -> hash(form))
                .flatMap(known ->
                        commit(account, known.getT1(), form, known.getT2().orElse(null), address));
    }

    private void requireSamePhone(User user, ProfileForm form) {
        var wanted = form.phone(phones);
        var present = user.phone() == null ? user.claimedPhone() : user.phone();
        if (wanted != null && !wanted.e164().equals(present)) {
            throw Failure.field("phone_number", "must be proven with a code: POST /api/v1/users/me/phone");
        }
    }

    private void requireLongPassword(User user, ProfileForm form) {
        var password = form.password();
        if (password != null) {
            rules.requireLength(password.value(), user.role());
        }
    }

    private Mono<Optional<String>> hash(ProfileForm form) {
        var password = form.password();
        return password == null
                ? Mono.just(Optional.empty())
                : passwords.hash(password.value()).map(Optional::of);
    }

    private Mono<User> commit(
            Caller.Account account, User checked, ProfileForm form, @Nullable String hash, ClientAddress address) {
        var change = changes.lock(account.id())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN)))
                .doOnNext(before -> requireUnchanged(checked, before, form))
                .zipWhen(before -> rewritten(before, form, hash), UserChange::new)
                .delayUntil(made -> signOutOthers(account, made))
                .delayUntil(made -> clearFailures(account, form.password()));
        return audited.commit(change, made -> events(made, hash != null, address))
                .map(UserChange::after);
    }

    /** With a new password the count of wrong ones is over, and the sign-in acts for whom it is long enough. */
    private Mono<Void> clearFailures(Caller.Account account, @Nullable Sensitive password) {
        return password == null
                ? Mono.empty()
                : failures.clear(account.id())
                        .then(signIns.limit(account.familyId(), rules.isTooShortForStaff(password.value())));
    }

    private Mono<Long> signOutOthers(Caller.Account account, UserChange made) {
        if (made.changesPassword()) {
            return signIns.revokeOthers(account, "password-changed");
        }
        return made.changesEmail() ? signIns.revokeOthers(account, "email-changed") : Mono.empty();
    }

    /** What was confirmed with a password or a phone that has been replaced since was confirmed with a wrong one. */
    private static void requireUnchanged(User checked, User before, ProfileForm form) {
        if (!form.changesCredentialsOf(before)) {
            return;
        }
        if (!Objects.equals(checked.passwordHash(), before.passwordHash())) {
            throw Failure.of(ProblemCode.WRONG_PASSWORD);
        }
        if (!Objects.equals(checked.phone(), before.phone())) {
            throw new OptimisticLockingFailureException("the account just changed");
        }
    }

    private Mono<User> rewritten(User before, ProfileForm form, @Nullable String hash) {
        return changes.rewrite(
                        before.id(),
                        form.nameOr(before.name()),
                        form.emailOr(before.email()),
                        hash == null ? before.passwordHash() : hash)
                .onErrorMap(DuplicateKeyException.class, taken -> Failure.of(ProblemCode.EMAIL_TAKEN));
    }

    private static List<SecurityEvent> events(UserChange made, boolean newPassword, ClientAddress address) {
        var events = new ArrayList<SecurityEvent>();
        var id = made.after().id();
        if (made.changesEmail()) {
            events.add(SecurityEvent.selfService(id, SecurityEventType.EMAIL_CHANGED, address));
        }
        if (newPassword) {
            events.add(SecurityEvent.selfService(id, SecurityEventType.PASSWORD_CHANGED, address));
        }
        return events;
    }
}
