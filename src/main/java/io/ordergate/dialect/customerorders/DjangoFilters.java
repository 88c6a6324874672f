package io.ordergate.dialect.customerorders;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.request.SentNames;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Refusals as clients of Django read them: they look for {@code error}, and a taken address is a bad request. */
final class DjangoFilters {

    private DjangoFilters() {}

    static HandlerFilterFunction<ServerResponse, ServerResponse> errors() {
        return (request, next) -> Mono.defer(() -> next.handle(request))
                .onErrorMap(Failure.class, failure -> withError(SentNames.in(request.exchange(), failure)));
    }

    private static Failure withError(Failure failure) {
        var known = failure.code() == ProblemCode.EMAIL_TAKEN
                ? Failure.of(ProblemCode.INVALID_REQUEST, failure.detail())
                : failure;
        return known.with("error", failure.detail());
    }
}
