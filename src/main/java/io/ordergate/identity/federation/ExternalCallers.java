package io.ordergate.identity.federation;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.federation.ExternalIdentityRepository.LinkedAccount;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.Map;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Finds the callers of tokens from other issuers. The first token of a user creates an account; what the account may
 * do, and whether the account may act at all, is read from the database on every call.
 */
@Component
class ExternalCallers {

    private static final ClientAddress FROM_A_TOKEN = new ClientAddress("token");

    private final ExternalIdentityRepository identities;
    private final SecurityEvents events;
    private final FederationSettings settings;
    private final PhoneNumbers phones;
    private final Ids ids;

    ExternalCallers(
            ExternalIdentityRepository identities,
            SecurityEvents events,
            FederationSettings settings,
            PhoneNumbers phones,
            Ids ids) {
        this.identities = identities;
        this.events = events;
        this.settings = settings;
        this.phones = phones;
        this.ids = ids;
    }

    /** The account of a token; empty when the account may not act, or its sign-ins were ended after the token's sign-in. */
    Mono<Caller> of(Jwt token, TrustedIssuer issuer) {
        return linked(ExternalIdentity.of(token, issuer, phones), FROM_A_TOKEN)
                .filter(LinkedAccount::mayAct)
                .map(LinkedAccount::caller);
    }

    /** The account of an external user, created at the first sight of the user. */
    Mono<LinkedAccount> linked(ExternalIdentity identity, ClientAddress address) {
        return identities
                .find(identity)
                .switchIfEmpty(Mono.defer(() -> Uncancellable.from(firstSight(identity, address))))
                .switchIfEmpty(Mono.defer(() -> identities.find(identity)));
    }

    /**
     * Creates the account of a new user. Of two users who claim one address at the same time, the second retries and
     * finds the address taken.
     */
    private Mono<LinkedAccount> firstSight(ExternalIdentity identity, ClientAddress address) {
        return Mono.defer(() -> identities.add(ids.next(), identity, settings.linkByEmail() && identity.emailProven()))
                .retryWhen(Retry.max(1).filter(DataIntegrityViolationException.class::isInstance))
                .delayUntil(linked -> events.record(registered(linked.caller(), identity, address)));
    }

    private static SecurityEvent registered(Caller caller, ExternalIdentity identity, ClientAddress address) {
        var account = java.util.Objects.requireNonNull(caller.account());
        return new SecurityEvent(
                SecurityEventType.REGISTERED,
                account.id(),
                account.id(),
                address.value(),
                Map.of("issuer", identity.issuer()));
    }
}
