package io.ordergate.ordering;

import io.ordergate.support.Amounts;
import io.ordergate.web.Caller;
import io.ordergate.web.Cursor;
import io.ordergate.web.Page;
import io.ordergate.web.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lists of orders without an end, as CSV. They are read page by page, the next one when the client has taken the last: a
 * cursor of the database would hold a connection and a snapshot for as long as the slowest client likes.
 */
@Component
class OrderExports {

    private static final int PAGE = 500;
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final String HEADER = Csv.row(
            "order_number",
            "id",
            "status",
            "fulfilment",
            "created_at",
            "updated_at",
            "customer_id",
            "customer_name",
            "phone_number",
            "address",
            "payment_method",
            "payment_status",
            "currency",
            "total_amount",
            "items",
            "note",
            "version");

    private final Orders orders;
    private final Places places;
    private final ExportSettings settings;

    OrderExports(Orders orders, ExportSettings settings) {
        this.orders = orders;
        this.settings = settings;
        this.places = new Places(settings.concurrent(), LATER);
    }

    /** The rows of what {@link Orders#list} lists, a page at a time. Errors: {@code service-unavailable}. */
    Flux<String> export(OrderFilter filter, Caller caller) {
        var pages = page(filter, null, caller)
                .expand(page -> next(page, filter, caller))
                .map(page -> page.items().stream().map(OrderExports::row).collect(Collectors.joining()));
        return places.holding(Flux.concat(Mono.just(HEADER), pages)).takeUntilOther(tooLate());
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

    private static String row(Order order) {
        return Csv.row(
                order.number(),
                order.id(),
                order.status().id(),
                order.fulfilment().id(),
                order.createdAt(),
                order.updatedAt(),
                order.customerId(),
                order.customerName(),
                order.phone(),
                order.address(),
                order.paymentMethod(),
                order.paymentStatus(),
                order.total().getCurrencyUnit().getCode(),
                Amounts.text(order.total()),
                order.items().stream()
                        .map(item -> item.quantity() + " x " + item.title())
                        .collect(Collectors.joining("; ")),
                order.note(),
                order.version());
    }
}
