package io.ordergate.identity.audit;

import io.ordergate.ordering.price.PriceAudit;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Changes of the price list in the audit: whoever names prices decides what customers pay. */
@Component
class AuditedPrices implements PriceAudit {

    private final AuditedChanges changes;

    AuditedPrices(AuditedChanges changes) {
        this.changes = changes;
    }

    @Override
    public <T> Mono<T> commit(
            Mono<T> change, Caller caller, ClientAddress address, Function<T, Map<String, String>> detail) {
        var account = caller.account();
        var actor = account == null ? null : account.id();
        return changes.commit(
                change,
                made -> List.of(new SecurityEvent(
                        SecurityEventType.PRICES_CHANGED, actor, null, address.value(), detail.apply(made))));
    }
}
