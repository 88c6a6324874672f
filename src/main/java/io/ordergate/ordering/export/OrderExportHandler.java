package io.ordergate.ordering.export;

import io.ordergate.ordering.OrderFilters;
import io.ordergate.web.request.Connections;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import io.ordergate.web.server.HeadRequests;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers with exports over HTTP. */
@Component
class OrderExportHandler {

    private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8;header=present");

    private static final Set<String> NAMES = Stream.concat(OrderFilters.NAMES.stream(), Stream.of("rows", "bom"))
            .collect(Collectors.toUnmodifiableSet());

    private final OrderExports exports;
    private final OrderFilters filters;
    private final ClientAddresses addresses;
    private final ExportSettings settings;

    OrderExportHandler(OrderExports exports, OrderFilters filters, ClientAddresses addresses, ExportSettings settings) {
        this.exports = exports;
        this.filters = filters;
        this.addresses = addresses;
        this.settings = settings;
    }

    Mono<ServerResponse> csv(ServerRequest request) {
        var form = form(request);
        var filter = filters.of(request);
        var answer = ServerResponse.ok()
                .contentType(CSV)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"orders.csv\"");
        if (HeadRequests.isHead(request)) {
            return answer.build();
        }
        var address = addresses.of(request);
        return Caller.of(request)
                .flatMap(caller -> answer.body((response, context) ->
                        exports.export(filter, form, caller, address, pieces -> written(pieces, response, request))));
    }

    /** Ends when the client has taken the last piece, or is gone. */
    private static Mono<Void> written(Flux<byte[]> pieces, ReactiveHttpOutputMessage response, ServerRequest request) {
        return response.writeWith(pieces.map(response.bufferFactory()::wrap))
                .takeUntilOther(Connections.closed(request));
    }

    private ExportForm form(ServerRequest request) {
        var query = QueryParameters.of(request, NAMES);
        var rows = query.oneOf(
                "rows", ExportForm.Rows.values(), value -> value.name().toLowerCase(Locale.ROOT));
        var bom = query.oneOf("bom", new Boolean[] {true, false}, value -> value.toString());
        return new ExportForm(rows == null ? ExportForm.Rows.ORDERS : rows, bom == null || bom, settings.timeZone());
    }

    /** Whether the client prefers CSV, which it has to name: a client that takes anything gets JSON. */
    static boolean isWanted(ServerRequest request) {
        return Negotiation.prefers(request.headers().accept(), CSV, MediaType.APPLICATION_JSON);
    }
}
