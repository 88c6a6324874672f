package io.ordergate.identity.account;

import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.signin.Confirmations;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Reads and changes accounts for their owners. */
@Service
class Profiles {

    private final UserRepository users;
    private final UserChangeRepository changes;
    private final Confirmations confirmations;
    private final SignInRepository signIns;
    private final AuditedChanges audited;
    private final PhoneNumbers phones;
    private final PasswordChanges passwords;

    Profiles(
            UserRepository users,
            UserChangeRepository changes,
            Confirmations confirmations,
            SignInRepository signIns,
            AuditedChanges audited,
            PhoneNumbers phones,
            PasswordChanges passwords) {
        this.users = users;
        this.changes = changes;
        this.confirmations = confirmations;
        this.signIns = signIns;
        this.audited = audited;
        this.phones = phones;
        this.passwords = passwords;
    }

    /** The account of the caller. Errors: {@code invalid-token} when the account was erased a moment ago. */
    Mono<User> of(Caller.Account account) {
        return users.findById(account.id()).switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN)));
    }

    /**
     * Changes an account for its owner. A new password or e-mail ends every sign-in except the caller's. Errors:
     * {@code invalid-request} for another phone number, {@code invalid-phone}, {@code email-taken} and those of
     * {@link Confirmations#confirm}.
     */
    Mono<User> change(Caller.Account account, ProfileForm form, ClientAddress address) {
        return of(account)
                .doOnNext(user -> requireSamePhone(user, form))
                .doOnNext(user -> passwords.requireLength(form.password(), user.role()))
                .delayUntil(user -> form.changesCredentialsOf(user)
                        ? confirmations.confirm(user, account, form.confirmation(), null, address)
                        : Mono.empty())
                .zipWhen(user -> passwords.hash(form.password()))
                .flatMap(known ->
                        commit(account, known.getT1(), form, known.getT2().orElse(null), address));
    }

    private void requireSamePhone(User user, ProfileForm form) {
        var wanted = form.phone(phones);
        if (wanted != null && !wanted.equals(user.anyPhone())) {
            throw Failure.field("phone_number", "must be proven with a code: POST /api/v1/users/me/phone");
        }
    }

    private Mono<User> commit(
            Caller.Account account, User checked, ProfileForm form, @Nullable String hash, ClientAddress address) {
        var change = changes.lock(account.id())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN)))
                .doOnNext(before -> requireUnchanged(checked, before, form))
                .zipWhen(before -> rewritten(before, form, hash), UserChange::new)
                .delayUntil(made -> signOutOthers(account, made))
                .delayUntil(made -> passwords.conclude(account, form.password()));
        return audited.commit(change, made -> events(made, hash != null, address))
                .map(UserChange::after);
    }

    private Mono<Long> signOutOthers(Caller.Account account, UserChange made) {
        if (made.changesPassword()) {
            return signIns.revokeOthers(account, "password-changed");
        }
        return made.changesEmail() ? signIns.revokeOthers(account, "email-changed") : Mono.empty();
    }

    /** Requires the password and the phone that the change was confirmed with: both may have been replaced meanwhile. */
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
