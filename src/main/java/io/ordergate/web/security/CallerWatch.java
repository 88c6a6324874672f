package io.ordergate.web.security;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks again and again who calls, for answers that last. */
@Component
public class CallerWatch {

    private final Callers callers;
    private final Clock clock;

    CallerWatch(Callers callers, Clock clock) {
        this.callers = callers;
        this.clock = clock;
    }

    /**
     * The caller now, and afresh after each pause. It completes when the token expires, its sign-in has ended or must prove a second factor; while the
     * database does not answer, nothing is said. Errors: {@code unauthenticated}.
     */
    public Flux<Caller> of(ServerRequest request, Duration pause) {
        return request.principal()
                .ofType(CallerAuthentication.class)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.UNAUTHENTICATED)))
                .flatMapMany(who -> watch(who, pause));
    }

    private Flux<Caller> watch(CallerAuthentication who, Duration pause) {
        var later = Mono.delay(pause) // an interval waits for a lock, on the event loop, when it is cancelled
                .then(Mono.defer(() -> now(who.getToken())))
                .repeat()
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow);
        return Flux.concat(Mono.just(who.caller()), later).takeUntilOther(expiry(who.getToken()));
    }

    private Mono<Optional<Caller>> now(Jwt token) {
        return callers.of(token)
                .filter(caller -> !caller.lacksSecondFactor())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .onErrorComplete();
    }

    private Mono<Long> expiry(Jwt token) {
        var end = token.getExpiresAt();
        return end == null ? Mono.never() : Mono.delay(Duration.between(clock.instant(), end));
    }
}
