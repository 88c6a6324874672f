package io.ordergate.ordering;

import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.database.Search;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.request.QueryParameters;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Reads the filters of lists and exports from queries. */
@Component
public class OrderFilters {

    public static final Set<String> NAMES = Set.of("status", "phone_number", "q", "from", "to");

    private final PhoneNumbers phones;

    OrderFilters(PhoneNumbers phones) {
        this.phones = phones;
    }

    /** The filter of a query. Errors: {@code invalid-request}, {@code invalid-phone}. */
    public OrderFilter of(ServerRequest request) {
        var query = QueryParameters.of(request);
        return new OrderFilter(
                status(query),
                phone(query),
                query.text("q") == null ? null : Search.of(query.text("q")),
                query.text("from") == null ? null : query.time("from", QueryParameters.EARLIEST),
                query.text("to") == null ? null : query.time("to", QueryParameters.LATEST));
    }

    /** The filter of a query that knows only {@code status} and {@code phone_number}. Errors: as for every query. */
    public OrderFilter ofStatusAndPhone(QueryParameters query) {
        return new OrderFilter(status(query), phone(query), null, null, null);
    }

    private static @Nullable OrderStatus status(QueryParameters query) {
        return query.oneOf("status", OrderStatus.values(), OrderStatus::id);
    }

    /**
     * The phone of a query. A plus sign that was not encoded has become a space, and is gone: no number in national
     * form is that long.
     */
    private @Nullable PhoneNumber phone(QueryParameters query) {
        var text = query.text("phone_number");
        return text == null ? null : phones.parse(text.matches("[1-9]\\d{9,}") ? "+" + text : text, null);
    }
}
