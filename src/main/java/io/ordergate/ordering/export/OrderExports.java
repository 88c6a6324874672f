package io.ordergate.ordering.export;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.support.ConcurrencyLimit;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes lists of any length as CSV. Pages are read one by one, each when the client has taken the one before: a cursor
 * of the database would hold a connection and a snapshot for as long as the slowest client likes.
 */
@Component
class OrderExports {

    private static final int PAGE = 100;

    /**
     * The size of a piece. The server asks for 128 pieces ahead of the client, so that these wait for a client that
     * does not read.
     */
    private static final int PIECE_BYTES = 4 * 1024;

    private static final Duration LATER = Duration.ofSeconds(30);

    private final Orders orders;
    private final ConcurrencyLimit limit;
    private final ExportSettings settings;

    OrderExports(Orders orders, ExportSettings settings, MeterRegistry meters) {
        this.orders = orders;
        this.settings = settings;
        this.limit = new ConcurrencyLimit(settings.concurrent(), LATER);
        meters.gauge("ordergate.exports", limit.used());
    }

    /**
     * Has the rows of what {@link Orders#list} lists written in pieces, each when the writer asks for it. The place is
     * held until the writer has ended. Errors: {@code service-unavailable} when there are too many exports, {@code
     * too-many-requests} when one is the caller's already, {@code search-too-common}.
     */
    Mono<Void> export(
            OrderFilter filter,
            ExportForm form,
            Caller caller,
            ClientAddress address,
            Function<Flux<byte[]>, Mono<Void>> writer) {
        return limit.holding(
                settings.shares().of(caller, address),
                page(filter, null, caller).flatMap(first -> writer.apply(pieces(first, filter, form, caller))));
    }

    /** The first page is there before anything is written, so that a search that is refused is answered as a problem. */
    private Flux<byte[]> pieces(Page<Order> first, OrderFilter filter, ExportForm form, Caller caller) {
        var pages = Mono.just(first)
                .expand(page -> next(page, filter, caller))
                .map(page -> page.items().stream().map(form::rows).collect(Collectors.joining()));
        return Flux.concat(Mono.just(form.header()), pages)
                .concatMapIterable(OrderExports::pieces, 1)
                .takeUntilOther(tooLate());
    }

    private static List<byte[]> pieces(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var pieces = new ArrayList<byte[]>();
        for (var from = 0; from < bytes.length; from += PIECE_BYTES) {
            pieces.add(Arrays.copyOfRange(bytes, from, Math.min(from + PIECE_BYTES, bytes.length)));
        }
        return pieces;
    }

    private Mono<Page<Order>> next(Page<Order> page, OrderFilter filter, Caller caller) {
        List<Order> items = page.items();
        return page.nextCursor() == null
                ? Mono.empty()
                : page(filter, Cursor.of(items.get(items.size() - 1).id()), caller);
    }

    private Mono<Page<Order>> page(OrderFilter filter, @Nullable Cursor after, Caller caller) {
        return Mono.defer(() -> orders.list(filter, new PageRequest(PAGE, after), caller));
    }

    /** An error, not an end: what is cut off must not look complete. */
    private Mono<Void> tooLate() {
        return Mono.delay(settings.longest())
                .then(Mono.error(() -> new TimeoutException("an export took longer than " + settings.longest())));
    }
}
