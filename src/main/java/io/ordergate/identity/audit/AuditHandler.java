package io.ordergate.identity.audit;

import io.ordergate.web.request.PageRequest;
import io.ordergate.web.request.QueryParameters;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the audit. */
@Component
class AuditHandler {

    private static final String[] FILTERS = {"event", "actor_id", "subject_id", "from", "to"};

    private final AuditRepository audit;

    AuditHandler(AuditRepository audit) {
        this.audit = audit;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return audit.find(filter(request), PageRequest.of(request, FILTERS))
                .flatMap(page -> ServerResponse.ok().bodyValue(page));
    }

    private static AuditFilter filter(ServerRequest request) {
        var query = QueryParameters.of(request);
        return new AuditFilter(
                query.oneOf("event", SecurityEventType.values(), SecurityEventType::id),
                query.uuid("actor_id"),
                query.uuid("subject_id"),
                query.time("from", QueryParameters.EARLIEST),
                query.time("to", QueryParameters.LATEST));
    }
}
