package io.ordergate.identity;

import io.ordergate.support.Failure;
import io.ordergate.support.PhoneNumbers;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** What people see and change of their own account. */
@Service
class Profiles {

    private final UserRepository users;
    private final UserChangeRepository changes;
    private final Passwords passwords;
    private final PasswordChecks checks;
    private final SignInRepository signIns;
    private final AuditedChanges audited;
    private final PhoneNumbers phones;

    Profiles(
            UserRepository users,
            UserChangeRepository changes,
            Passwords passwords,
            PasswordChecks checks,
            SignInRepository signIns,
            AuditedChanges audited,
            PhoneNumbers phones) {
        this.users = users;
        this.changes = changes;
        this.passwords = passwords;
        this.checks = checks;
        this.signIns = signIns;
        this.audited = audited;
        this.phones = phones;
    }

    /** Errors: {@code invalid-token} when the account was erased a moment ago. */
    Mono<User> of(Caller.Account account) {
        return users.findById(account.id()).switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN)));
    }

    /**
     * Changes an account as its owner wants it. A new password ends every sign-in but the one that set it. Errors:
     * {@code invalid-request} for another phone number, {@code invalid-phone}, {@code email-taken} and those of
     * {@link PasswordChecks#confirm}.
     */
    Mono<User> change(Caller.Account account, ProfileForm form, String address) {
        return of(account)
                .doOnNext(user -> refuseOtherPhone(user, form))
                .delayUntil(user -> form.changesCredentialsOf(user)
                        ? checks.confirm(user, form.currentPassword(), address)
                        : Mono.empty())
                .zipWhen(user -> hash(form))
                .flatMap(known ->
                        commit(account, known.getT1(), form, known.getT2().orElse(null), address));
    }

    private void refuseOtherPhone(User user, ProfileForm form) {
        var wanted = form.phone(phones);
        var present = user.phone() == null ? user.claimedPhone() : user.phone();
        if (wanted != null && !wanted.e164().equals(present)) {
            throw Failure.field("phone_number", "must be proven with a code: POST /api/v1/users/me/phone");
        }
    }

    private Mono<Optional<String>> hash(ProfileForm form) {
        var password = form.password();
        return password == null
                ? Mono.just(Optional.empty())
                : passwords.hash(password).map(Optional::of);
    }

    private Mono<User> commit(
            Caller.Account account, User checked, ProfileForm form, @Nullable String hash, String address) {
        var change = changes.lock(account.id())
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN)))
                .doOnNext(before -> refuseStale(checked, before, form))
                .zipWhen(before -> rewritten(before, form, hash), UserChange::new)
                .delayUntil(made -> hash == null
                        ? Mono.empty()
                        : signIns.revokeAllBut(account.familyId(), account.id(), "password-changed"));
        return audited.commit(change, made -> events(made, hash != null, address))
                .map(UserChange::after);
    }

    /** What was confirmed with a password that has been replaced since was confirmed with a wrong one. */
    private static void refuseStale(User checked, User before, ProfileForm form) {
        var stale = !Objects.equals(checked.passwordHash(), before.passwordHash());
        if (stale && form.changesCredentialsOf(before)) {
            throw Failure.of(ProblemCode.WRONG_PASSWORD);
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

    private static List<SecurityEvent> events(UserChange made, boolean newPassword, String address) {
        var events = new ArrayList<SecurityEvent>();
        var id = made.after().id();
        if (!Objects.equals(made.before().email(), made.after().email())) {
            events.add(SecurityEvent.by(id, SecurityEventType.EMAIL_CHANGED, address));
        }
        if (newPassword) {
            events.add(SecurityEvent.by(id, SecurityEventType.PASSWORD_CHANGED, address));
        }
        return events;
    }
}
