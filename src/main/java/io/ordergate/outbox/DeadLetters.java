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

/** Retries and drops dead letters for admins. */
@Service
class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger("io.ordergate.security");

    private final DeadLetterRepository letters;
    private final OutboxMeters meters;

    DeadLetters(DeadLetterRepository letters, OutboxMeters meters) {
        this.letters = letters;
        this.meters = meters;
    }

    Mono<Page<DeadLetter>> list(PageRequest request) {
        return letters.find(request);
    }

    /** Has the message handled soon, with as many tries as a new one. Errors: {@code not-found}. */
    Mono<Void> retry(long id, Caller.Account actor) {
        return done(letters.retry(id), "retry", id, actor);
    }

    /** Leaves the message undone for ever. Errors: {@code not-found}. */
    Mono<Void> drop(long id, Caller.Account actor) {
        return done(letters.drop(id), "drop", id, actor);
    }

    private Mono<Void> done(Mono<Long> change, String action, long id, Caller.Account actor) {
        return change.filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "There is no such parked message.")))
                .flatMap(rows -> record(action, id, actor));
    }

    private Mono<Void> record(String action, long id, Caller.Account actor) {
        meters.administered(action);
        return Mono.deferContextual(context -> {
            RequestLog.write(context, () -> log.info("outbox-{}: parked message {}, by {}", action, id, actor.id()));
            return Mono.empty();
        });
    }
}
