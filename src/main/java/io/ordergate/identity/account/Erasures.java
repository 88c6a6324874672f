package io.ordergate.identity.account;

import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.signin.Confirmation;
import io.ordergate.identity.signin.Confirmations;
import io.ordergate.identity.user.User;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Erases accounts for their owners: nothing personal remains, and the sums of orders stay right. */
@Service
class Erasures {

    private final Profiles profiles;
    private final Confirmations confirmations;
    private final AccountErasure erasure;
    private final AuditedChanges audited;

    Erasures(Profiles profiles, Confirmations confirmations, AccountErasure erasure, AuditedChanges audited) {
        this.profiles = profiles;
        this.confirmations = confirmations;
        this.erasure = erasure;
        this.audited = audited;
    }

    /**
     * Erases an account, ends its sign-ins and the tokens of its phone's guests, and removes its proven phone from
     * codes and orders, and its former phones from codes. Errors: those of {@link AccountErasure#erase} and of
     * {@link Confirmations#confirm}.
     */
    Mono<Void> erase(Caller.Account account, Confirmation shown, ClientAddress address) {
        return profiles.of(account)
                .delayUntil(user -> confirmations.confirm(user, account, shown, null, address))
                .flatMap(user -> commit(user, address))
                .then();
    }

    private Mono<User> commit(User user, ClientAddress address) {
        return audited.commit(
                erasure.erase(user),
                erased -> List.of(SecurityEvent.selfService(erased.id(), SecurityEventType.ACCOUNT_ERASED, address)));
    }
}
