package io.ordergate.identity.session;

import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Shows and ends the open sign-ins of an account. A sign-in that was ended counts on no node from the next call on, since each
 * call reads its sign-in from the database.
 */
@Service
class Sessions {

    private final SessionRepository sessions;
    private final SignInRepository signIns;
    private final UserRepository users;
    private final AuditedChanges audited;

    Sessions(SessionRepository sessions, SignInRepository signIns, UserRepository users, AuditedChanges audited) {
        this.sessions = sessions;
        this.signIns = signIns;
        this.users = users;
        this.audited = audited;
    }

    /** The open sign-ins of the caller's account. */
    Mono<List<SessionView>> own(Caller.Account account) {
        return sessions.find(account.id(), account.familyId());
    }

    /** The open sign-ins of an account, for an admin. Errors: {@code not-found}. */
    Mono<List<SessionView>> of(UUID userId, Caller.Account admin) {
        return required(userId).then(Mono.defer(() -> sessions.find(userId, admin.familyId())));
    }

    /** Ends one sign-in of an account, for its owner or for an admin. Errors: {@code not-found}. */
    Mono<Void> end(UUID userId, UUID id, Caller.Account actor, ClientAddress address) {
        var reason = userId.equals(actor.id()) ? "ended" : "ended-by-admin";
        var ended = sessions.end(userId, id, reason)
                .filter(found -> found)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such open sign-in.")));
        return audited.commit(
                        ended,
                        found -> List.of(SecurityEvent.administrative(
                                userId,
                                actor.id(),
                                SecurityEventType.SESSION_ENDED,
                                address,
                                Map.of("session", id.toString()))))
                .then();
    }

    /** Ends every sign-in of an account, for an admin. Errors: {@code not-found}. */
    Mono<Void> endAll(UUID userId, Caller.Account admin, ClientAddress address) {
        var ended = required(userId).then(Mono.defer(() -> signIns.revokeAll(userId, "ended-by-admin")));
        return audited.commit(
                        ended,
                        count -> List.of(SecurityEvent.administrative(
                                userId, admin.id(), SecurityEventType.LOGOUT_ALL, address, Map.of())))
                .then();
    }

    private Mono<Void> required(UUID userId) {
        return users.findById(userId)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such user.")))
                .then();
    }
}
