package io.ordergate.outbox;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.RequestLog;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** What admins do about messages that nobody could handle. */
@Service
class ParkedMessages {

    private static final Logger log = LoggerFactory.getLogger("io.ordergate.security");

    private final ParkedRepository parked;
    private final OutboxMeters meters;

    ParkedMessages(ParkedRepository parked, OutboxMeters meters) {
        this.parked = parked;
        this.meters = meters;
    }

    Mono<Page<ParkedMessage>> list(PageRequest request) {
        return parked.find(request);
    }

    /** Has it handled soon, with as many tries as a new one. Errors: {@code not-found}. */
    Mono<Void> retry(long id, Caller.Account actor) {
        return done(parked.retry(id), "retry", id, actor);
    }

    /** Leaves it undone for ever. Errors: {@code not-found}. */
    Mono<Void> drop(long id, Caller.Account actor) {
        return done(parked.drop(id), "drop", id, actor);
    }

    private Mono<Void> done(Mono<Long> change, String action, long id, Caller.Account actor) {
        return change.filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such parked message.")))
                .flatMap(rows -> told(action, id, actor));
    }

    private Mono<Void> told(String action, long id, Caller.Account actor) {
        meters.administered(action);
        return Mono.deferContextual(context -> {
            RequestLog.write(context, () -> log.info("outbox-{}: parked message {}, by {}", action, id, actor.id()));
            return Mono.empty();
        });
    }
}
