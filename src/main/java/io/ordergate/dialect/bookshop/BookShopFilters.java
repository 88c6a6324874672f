package io.ordergate.dialect.bookshop;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.function.UnaryOperator;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Refusals of codes in the words and the status that clients of the book shop know. */
final class BookShopFilters {

    private BookShopFilters() {}

    /** Says in the sentence about a wrong code how many attempts are left. */
    static HandlerFilterFunction<ServerResponse, ServerResponse> countedAttempts() {
        return refusals(failure -> failure.code() == ProblemCode.WRONG_CODE ? counted(failure) : failure);
    }

    /** Says that a session is not found: to its holder that is no secret. */
    static HandlerFilterFunction<ServerResponse, ServerResponse> unknownSessions() {
        return refusals(failure -> failure.code() == ProblemCode.INVALID_SESSION
                ? Failure.of(ProblemCode.NOT_FOUND, "Order session not found or expired.")
                : failure);
    }

    private static HandlerFilterFunction<ServerResponse, ServerResponse> refusals(UnaryOperator<Failure> words) {
        return (request, next) -> Mono.defer(() -> next.handle(request)).onErrorMap(Failure.class, words);
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
