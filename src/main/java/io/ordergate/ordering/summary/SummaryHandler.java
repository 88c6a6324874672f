package io.ordergate.ordering.summary;

import io.ordergate.support.Failure;
import io.ordergate.web.request.QueryParameters;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the summary. */
@Component
class SummaryHandler {

    private static final Set<String> NAMES = Set.of("from", "to", "by");
    private static final int MOST_DAYS = 366;

    private final OrderSumRepository sums;

    SummaryHandler(OrderSumRepository sums) {
        this.sums = sums;
    }

    Mono<ServerResponse> summary(ServerRequest request) {
        var query = QueryParameters.of(request, NAMES);
        var by = query.oneOf("by", SumKey.values(), SumKey::id);
        var key = by == null ? SumKey.DAY : by;
        var from = query.date("from");
        var to = query.date("to");
        requireRange(key, from, to);
        return sums.find(key, from, to)
                .map(rows -> new Summary(key.id(), from, to, rows))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    /** A summary by day has as many rows as there are days. */
    private static void requireRange(SumKey by, @Nullable LocalDate from, @Nullable LocalDate to) {
        if (from != null && to != null && !from.isBefore(to)) {
            throw Failure.field("to", "must be a day after from");
        }
        if (by == SumKey.DAY && (from == null || to == null || ChronoUnit.DAYS.between(from, to) > MOST_DAYS)) {
            throw Failure.field(
                    from == null ? "from" : "to",
                    "must be given for a summary by day, for " + MOST_DAYS + " days at most");
        }
    }

    /** A summary as JSON shows it. */
    record Summary(
            String by, @Nullable LocalDate from, @Nullable LocalDate to, List<OrderSum> items) {}
}
