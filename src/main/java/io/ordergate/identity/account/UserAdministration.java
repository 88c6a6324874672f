package io.ordergate.identity.account;

import io.ordergate.identity.account.UserListRepository.UserFilter;
import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.database.Search;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Lists accounts for admins and changes roles and the permission to act. */
@Service
class UserAdministration {

    private final UserRepository users;
    private final UserListRepository lists;
    private final UserChangeRepository changes;
    private final AdminQuorum quorum;
    private final SignInRepository signIns;
    private final AuditedChanges audited;

    UserAdministration(
            UserRepository users,
            UserListRepository lists,
            UserChangeRepository changes,
            AdminQuorum quorum,
            SignInRepository signIns,
            AuditedChanges audited) {
        this.users = users;
        this.lists = lists;
        this.changes = changes;
        this.quorum = quorum;
        this.signIns = signIns;
        this.audited = audited;
    }

    Mono<Page<User>> list(UserFilter filter, PageRequest request) {
        return lists.find(filter, request);
    }

    Mono<Page<User>> search(Search search, PageRequest request) {
        return lists.search(search, request);
    }

    /** The account of this id. Errors: {@code not-found}, also for an erased account. */
    Mono<User> find(UUID id) {
        return users.findById(id).switchIfEmpty(Mono.error(UserAdministration::notFound));
    }

    /**
     * Changes the role and the permission to act. Both hold from the next call on, since each call reads its caller
     * from the database; an account that may not act any more is also signed out. Errors: {@code not-found},
     * {@code last-admin}, {@code stale-version}.
     */
    Mono<User> change(UUID id, UserPatch patch, IfMatch condition, Caller.Account actor, ClientAddress address) {
        var guard = patch.endsAdmin() ? quorum.requireOtherThan(id) : Mono.<Void>empty();
        var change = guard.then(Mono.defer(() -> changes.lock(id)))
                .switchIfEmpty(Mono.error(UserAdministration::notFound))
                .doOnNext(before -> condition.check(before.version()))
                .zipWhen(before -> changed(before, patch), UserChange::new)
                .delayUntil(this::signOut);
        return audited.commit(change, made -> events(made, actor, address)).map(UserChange::after);
    }

    private Mono<User> changed(User before, UserPatch patch) {
        var role = patch.roleOr(before.role());
        var active = patch.activeOr(before.active());
        return role == before.role() && active == before.active()
                ? Mono.just(before)
                : changes.administer(before.id(), role, active);
    }

    private Mono<Long> signOut(UserChange made) {
        return made.deactivates() ? signIns.revokeAll(made.after().id(), "deactivated") : Mono.empty();
    }

    private static List<SecurityEvent> events(UserChange made, Caller.Account actor, ClientAddress address) {
        var events = new ArrayList<SecurityEvent>();
        var id = made.after().id();
        if (made.changesRole()) {
            var detail = Map.of(
                    "from", made.before().role().id(), "to", made.after().role().id());
            events.add(SecurityEvent.administrative(id, actor.id(), SecurityEventType.ROLE_CHANGED, address, detail));
        }
        if (made.deactivates()) {
            events.add(SecurityEvent.administrative(id, actor.id(), SecurityEventType.DEACTIVATED, address, Map.of()));
        }
        if (made.reactivates()) {
            events.add(SecurityEvent.administrative(id, actor.id(), SecurityEventType.REACTIVATED, address, Map.of()));
        }
        return events;
    }

    private static Failure notFound() {
        return Failure.of(ProblemCode.NOT_FOUND, "There is no such user.");
    }
}
