package io.ordergate.identity.account;

import io.ordergate.identity.account.FormerPhoneRepository.FormerPhone;
import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.password.PasswordFailures;
import io.ordergate.identity.signin.Confirmation;
import io.ordergate.identity.signin.Confirmations;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.user.GuestRepository;
import io.ordergate.identity.user.User;
import io.ordergate.ordering.Orders;
import io.ordergate.verification.Verifications;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** People who leave: nothing personal of them stays, and what they bought still adds up. */
@Service
class Erasures {

    private final Profiles profiles;
    private final Confirmations confirmations;
    private final UserChangeRepository changes;
    private final AdminQuorum quorum;
    private final SignInRepository signIns;
    private final Verifications verifications;
    private final Orders orders;
    private final AuditedChanges audited;
    private final FormerPhoneRepository former;
    private final PasswordFailures failures;
    private final GuestRepository guests;
    private final Clock clock;

    Erasures(
            Profiles profiles,
            Confirmations confirmations,
            UserChangeRepository changes,
            AdminQuorum quorum,
            SignInRepository signIns,
            Verifications verifications,
            Orders orders,
            AuditedChanges audited,
            FormerPhoneRepository former,
            PasswordFailures failures,
            GuestRepository guests,
            Clock clock) {
        this.profiles = profiles;
        this.confirmations = confirmations;
        this.changes = changes;
        this.quorum = quorum;
        this.signIns = signIns;
        this.verifications = verifications;
        this.orders = orders;
        this.audited = audited;
        this.former = former;
        this.failures = failures;
        this.guests = guests;
        this.clock = clock;
    }

    /**
     * Empties an account, ends its sign-ins and the tokens of its phone's guests, and takes its proven phone out of codes and
     * orders, former ones out of codes. Errors: {@code open-orders},
     * {@code last-admin} and those of {@link Confirmations#confirm}.
     */
    Mono<Void> erase(Caller.Account account, Confirmation shown, ClientAddress address) {
        return profiles.of(account)
                .delayUntil(user -> confirmations.confirm(user, account, shown, null, address))
                .flatMap(user -> commit(user, address))
                .then();
    }

    /** Codes first: a code that is being typed back right now makes its order before this, which then sees it, or never. */
    private Mono<User> commit(User user, ClientAddress address) {
        var change = perPhone(user, verifications::erase)
                .thenMany(former.find(user.id()))
                .concatMap(this::eraseFormer)
                .then(quorum.requireOtherThan(user.id()))
                .then(Mono.defer(() -> changes.lock(user.id())))
                .filter(now -> Objects.equals(now.phone(), user.phone())
                        && Objects.equals(now.passwordHash(), user.passwordHash()))
                .switchIfEmpty(Mono.error(() -> new OptimisticLockingFailureException("the account just changed")))
                .delayUntil(now -> orders.erase(now.id(), now.phone()))
                .delayUntil(now -> changes.erase(now.id()))
                .delayUntil(now -> former.erase(now.id()))
                .delayUntil(now -> failures.clear(now.id()))
                .delayUntil(now -> perPhone(user, phone -> guests.end(phone, clock.instant())))
                .delayUntil(now -> signIns.revokeAll(now.id(), "erased"));
        return audited.commit(
                change, now -> List.of(SecurityEvent.selfService(now.id(), SecurityEventType.ACCOUNT_ERASED, address)));
    }

    /** What was sent to a number while the account had it; whoever has the number now is somebody else. */
    private Mono<Void> eraseFormer(FormerPhone phone) {
        return verifications
                .erase(phone.phone(), phone.leftAt())
                .then(Mono.defer(() -> guests.end(phone.phone(), phone.leftAt())));
    }

    /** Only a proven phone: the orders of a number that was merely claimed may be somebody else's. */
    private static Mono<Void> perPhone(User user, java.util.function.Function<String, Mono<Void>> step) {
        var phone = user.phone();
        return phone == null ? Mono.empty() : step.apply(phone);
    }
}
