package io.ordergate.ordering;

import io.ordergate.ordering.model.OrderDrafts;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.ordering.model.SearchText;
import io.ordergate.web.request.QueryParameters;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Filters of lists and exports, as queries say them. */
@Component
public class FilterHandler {

    public static final Set<String> NAMES = Set.of("status", "phone_number", "q", "from", "to");

    private final OrderDrafts drafts;

    FilterHandler(OrderDrafts drafts) {
        this.drafts = drafts;
    }

    /** Errors: {@code invalid-request}, {@code invalid-phone}. */
    public OrderFilter of(ServerRequest request) {
        var query = QueryParameters.of(request);
        return new OrderFilter(
                query.oneOf("status", OrderStatus.values(), OrderStatus::id),
                phone(query.text("phone_number")),
                SearchText.of(query.text("q")),
                query.text("from") == null ? null : query.time("from", QueryParameters.EARLIEST),
                query.text("to") == null ? null : query.time("to", QueryParameters.LATEST));
    }

    /** A plus sign that was not encoded has become a space, and is gone: no number in national form is that long. */
    private @Nullable String phone(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return drafts.phone(text.matches("[1-9]\\d{9,}") ? "+" + text : text).e164();
    }
}
