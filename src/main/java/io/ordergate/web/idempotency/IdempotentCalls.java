package io.ordergate.web.idempotency;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import io.ordergate.web.request.Reply;
import io.ordergate.web.security.Caller;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls that make something, made safe to repeat: with an {@code Idempotency-Key} the answer is kept in the transaction of
 * the effect, so that there is never one without the other. Keys belong to their caller and live 24 hours; what was refused
 * is not kept, and may be tried again with the same key.
 */
@Component
public class IdempotentCalls {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final IdempotencyRepository keys;
    private final TransactionalOperator tx;
    private final JsonMapper json;

    IdempotentCalls(IdempotencyRepository keys, TransactionalOperator tx, JsonMapper json) {
        this.keys = keys;
        this.tx = tx;
        this.json = json;
    }

    /**
     * Does this once a key, whether or not the client still waits. Errors: those of the effect,
     * {@code invalid-idempotency-key}, {@code idempotency-key-reused}, {@code request-in-progress}.
     *
     * @param body what was asked for, as it was understood
     * @param effect nothing but statements
     */
    public Mono<ServerResponse> answer(ServerRequest request, Caller caller, Object body, Mono<Reply> effect) {
        var key = IdempotencyKey.of(request);
        var work = key == null
                ? effect
                : once(request, KeyedCall.of(request, caller, key, json.writeValueAsString(body)), effect);
        return Uncancellable.from(work).flatMap(Reply::response);
    }

    private Mono<Reply> once(ServerRequest request, KeyedCall call, Mono<Reply> effect) {
        return keys.lock(call)
                .filter(free -> free)
                .switchIfEmpty(Mono.error(
                        () -> Failure.of(ProblemCode.REQUEST_IN_PROGRESS).retryAfter(SOON)))
                .flatMap(mine -> keys.find(call)) // a statement of its own, which sees what the last holder has left
                .doOnNext(kept -> IdempotencyKey.markReplay(request, true))
                .switchIfEmpty(
                        effect.delayUntil(reply -> keys.store(call, reply, json.writeValueAsString(reply.body()))))
                .as(tx::transactional);
    }
}
