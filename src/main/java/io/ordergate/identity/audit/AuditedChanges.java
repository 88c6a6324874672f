package io.ordergate.identity.audit;

import io.ordergate.support.RequestLog;
import io.ordergate.support.Uncancellable;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Commits changes of accounts that need several statements: with their events or not at all, and whether or not the
 * client still waits. The log follows the commit.
 */
@Component
public class AuditedChanges {

    private final SecurityEventRepository stored;
    private final SecurityEvents events;
    private final TransactionalOperator tx;

    AuditedChanges(SecurityEventRepository stored, SecurityEvents events, TransactionalOperator tx) {
        this.stored = stored;
        this.events = events;
        this.tx = tx;
    }

    /** Commits these statements as one and returns their outcome. */
    public <T> Mono<T> commit(Mono<T> change, Function<T, List<SecurityEvent>> eventsOf) {
        return Uncancellable.from(change.delayUntil(made -> store(eventsOf.apply(made)))
                .as(tx::transactional)
                .delayUntil(made -> log(eventsOf.apply(made))));
    }

    private Mono<Void> store(List<SecurityEvent> happened) {
        return Mono.deferContextual(context -> {
            var requestId = RequestLog.requestId(context);
            return Flux.fromIterable(happened)
                    .concatMap(event -> stored.insert(event, requestId))
                    .then();
        });
    }

    private Mono<Void> log(List<SecurityEvent> happened) {
        return Flux.fromIterable(happened).concatMap(events::log).then();
    }
}
