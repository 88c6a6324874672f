package io.ordergate.identity.account;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.user.User;
import io.ordergate.outbox.Outbox;
import io.ordergate.outbox.Topic;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Changes the number of an account to a proven one, with everything that depends on the number, in the caller's
 * transaction.
 */
@Component
class PhoneChanges {

    /**
     * An account whose phone was changed.
     *
     * @param releasedBy the account that had the number before and was not used for long
     */
    record PhoneChange(User before, User after, Optional<UUID> releasedBy) {

        /** The events of the change for the audit. */
        List<SecurityEvent> events(ClientAddress address) {
            var changed = SecurityEvent.selfService(after.id(), SecurityEventType.PHONE_CHANGED, address);
            return releasedBy
                    .map(old -> List.of(
                            SecurityEvent.administrative(
                                    old, after.id(), SecurityEventType.PHONE_RECLAIMED, address, Map.of()),
                            changed))
                    .orElse(List.of(changed));
        }
    }

    private final UserChangeRepository changes;
    private final FormerPhones former;
    private final SignInRepository signIns;
    private final Outbox outbox;
    private final Ids ids;
    private final ReclaimSettings settings;

    PhoneChanges(
            UserChangeRepository changes,
            FormerPhones former,
            SignInRepository signIns,
            Outbox outbox,
            Ids ids,
            ReclaimSettings settings) {
        this.changes = changes;
        this.former = former;
        this.signIns = signIns;
        this.outbox = outbox;
        this.ids = ids;
        this.settings = settings;
    }

    /**
     * Changes the number and returns the account before and after. The former number is recorded and published, and
     * other sign-ins end. A number that another account has proven leaves the other account when that account was not
     * used for long, because operators give numbers to new people. The other account keeps everything else, and its
     * sign-ins end. Errors: {@code invalid-session} when the account may not act any more, {@code phone-taken}.
     */
    Mono<PhoneChange> change(Caller.Account account, PhoneNumber phone) {
        return changes.lock(account.id())
                .filter(User::active)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_SESSION)))
                .zipWhen(before -> released(account.id(), phone))
                .zipWhen(
                        lock -> assigned(lock.getT1(), phone),
                        (lock, after) -> new PhoneChange(lock.getT1(), after, lock.getT2()))
                .delayUntil(this::recordFormer)
                .delayUntil(made -> signIns.revokeOthers(account, "phone-changed"));
    }

    private Mono<Optional<UUID>> released(UUID userId, PhoneNumber phone) {
        return changes.releasePhone(phone, userId, settings.after())
                .delayUntil(old -> recorded(old, phone))
                .delayUntil(old -> signIns.revokeAll(old, "phone-reclaimed"))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    private Mono<User> assigned(User before, PhoneNumber phone) {
        return changes.setPhone(before.id(), phone)
                .onErrorMap(DuplicateKeyException.class, taken -> Failure.of(ProblemCode.PHONE_TAKEN));
    }

    private Mono<Void> recordFormer(PhoneChange made) {
        var phone = made.before().phone();
        return phone == null || phone.equals(made.after().phone())
                ? Mono.empty()
                : recorded(made.after().id(), phone)
                        .flatMap(id -> publish(made.after().id(), id));
    }

    private Mono<UUID> recorded(UUID userId, PhoneNumber phone) {
        var id = ids.next();
        return former.add(id, userId, phone).thenReturn(id);
    }

    /** The payload names the row of the former number, never the number. */
    private Mono<Void> publish(UUID userId, UUID formerId) {
        return outbox.append(Topic.PHONE_CHANGED, userId, Map.of("former_phone", formerId.toString()));
    }
}
