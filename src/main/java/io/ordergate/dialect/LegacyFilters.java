package io.ordergate.dialect;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.Set;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Refusals as clients of several replaced services understand them. */
public final class LegacyFilters {

    private static final Set<ProblemCode> STATE = Set.of(
            ProblemCode.ILLEGAL_TRANSITION,
            ProblemCode.NOT_EDITABLE,
            ProblemCode.ORDER_CHANGED,
            ProblemCode.STALE_VERSION);
    private static final String IF_MATCH = "If-Match";

    private LegacyFilters() {}

    /**
     * Makes a bad request of what an order's state does not allow. None of the services knew If-Match, whose refusal is
     * 412.
     */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> badRequests() {
        return (request, next) -> Mono.defer(() -> next.handle(request))
                .onErrorMap(Failure.class, failure -> isOfState(failure, request) ? badRequest(failure) : failure);
    }

    private static boolean isOfState(Failure failure, ServerRequest request) {
        var asked =
                failure.code() == ProblemCode.STALE_VERSION && request.headers().firstHeader(IF_MATCH) != null;
        return STATE.contains(failure.code()) && !asked;
    }

    private static Failure badRequest(Failure failure) {
        return Failure.of(ProblemCode.INVALID_REQUEST, failure.detail());
    }
}
