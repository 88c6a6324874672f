package io.ordergate.ordering;

import io.ordergate.web.Caller;
import io.ordergate.web.HeadRequests;
import io.ordergate.web.QueryParameters;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of exports. */
@Component
class OrderExportHandler {

    static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8;header=present");

    private static final Set<String> NAMES = Set.of(FilterHandler.NAMES);

    private final OrderExports exports;
    private final FilterHandler filters;

    OrderExportHandler(OrderExports exports, FilterHandler filters) {
        this.exports = exports;
        this.filters = filters;
    }

    Mono<ServerResponse> csv(ServerRequest request) {
        if (HeadRequests.isHead(request)) {
            return ServerResponse.ok().contentType(CSV).build();
        }
        QueryParameters.of(request, NAMES);
        return Caller.of(request)
                .map(caller -> exports.export(filters.of(request), caller))
                .flatMap(rows -> ServerResponse.ok()
                        .contentType(CSV)
                        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"orders.csv\"")
                        .body(rows, String.class));
    }
}
