package io.ordergate.dialect;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.request.SentNames;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Refusals as the old services' clients understand them: another status, another sentence, another name for it. */
public final class LegacyFilters {

    private static final Set<ProblemCode> STATE = Set.of(
            ProblemCode.ILLEGAL_TRANSITION,
            ProblemCode.NOT_EDITABLE,
            ProblemCode.ORDER_CHANGED,
            ProblemCode.STALE_VERSION);

    private static final String IF_MATCH = "If-Match";

    private LegacyFilters() {}

    /** What an order's state does not allow was a bad request in all of them; none knew If-Match, whose refusal is 412. */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> badRequests() {
        return (request, next) -> Mono.defer(() -> next.handle(request))
                .onErrorMap(Failure.class, failure -> isOfState(failure, request) ? badRequest(failure) : failure);
    }

    /** Clients of Django find {@code error}, and a taken address is a bad request. */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> django() {
        return (request, next) -> Mono.defer(() -> next.handle(request))
                .onErrorMap(Failure.class, failure -> withError(SentNames.in(request.exchange(), failure)));
    }

    /** The book shop counts aloud. */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> countedAttempts() {
        return refusals(failure -> failure.code() == ProblemCode.WRONG_CODE ? counted(failure) : failure);
    }

    /** The book shop did not know the session, which is no secret to its holder. */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> unknownSessions() {
        return refusals(failure -> failure.code() == ProblemCode.INVALID_SESSION
                ? Failure.of(ProblemCode.NOT_FOUND, "Order session not found or expired.")
                : failure);
    }

    private static HandlerFilterFunction<ServerResponse, ServerResponse> refusals(UnaryOperator<Failure> words) {
        return (request, next) -> Mono.defer(() -> next.handle(request)).onErrorMap(Failure.class, words);
    }

    private static Failure withError(Failure failure) {
        return (failure.code() == ProblemCode.EMAIL_TAKEN ? emailTaken(failure) : failure)
                .with("error", failure.detail());
    }

    private static boolean isOfState(Failure failure, ServerRequest request) {
        var asked =
                failure.code() == ProblemCode.STALE_VERSION && request.headers().firstHeader(IF_MATCH) != null;
        return STATE.contains(failure.code()) && !asked;
    }

    private static Failure badRequest(Failure failure) {
        return Failure.of(ProblemCode.INVALID_REQUEST, failure.detail());
    }

    private static Failure emailTaken(Failure failure) {
        return Failure.of(ProblemCode.INVALID_REQUEST, failure.detail());
    }

    private static Failure counted(Failure failure) {
        var left = failure.facts().getOrDefault("attempts_remaining", 0);
        return failure.facts().entrySet().stream()
                .reduce(
                        Failure.of(failure.code(), "Invalid code. " + left + " attempts remaining."),
                        (words, fact) -> words.with(fact.getKey(), fact.getValue()),
                        (one, other) -> other);
    }
}
