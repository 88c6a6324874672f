package io.ordergate.ordering.timeline;

import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.security.Caller;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** HTTP of the time line of an order. */
@Component
class TimelineHandler {

    private final Orders orders;
    private final TimelineRepository changes;
    private final List<TimelinePart> parts;

    /**
     * A time line as JSON shows it, oldest entry first.
     *
     * @param truncated whether older entries are missing
     */
    record Timeline(List<TimelinePart.Entry> items, boolean truncated) {

        static Timeline of(List<TimelinePart.Entry> entries) {
            var sorted = entries.stream()
                    .sorted(Comparator.comparing(TimelinePart.Entry::at))
                    .toList();
            var first = Math.max(0, sorted.size() - TimelinePart.MOST);
            return new Timeline(sorted.subList(first, sorted.size()), sorted.size() >= TimelinePart.MOST);
        }
    }

    TimelineHandler(Orders orders, TimelineRepository changes, List<TimelinePart> parts) {
        this.orders = orders;
        this.changes = changes;
        this.parts = parts;
    }

    Mono<ServerResponse> timeline(ServerRequest request) {
        QueryParameters.none(request);
        return Caller.of(request)
                .flatMap(caller -> orders.find(PathIds.of(request), caller))
                .zipWhen(order -> changes.find(order.id()))
                .flatMap(found -> timeline(found.getT1(), found.getT2()))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    private Mono<Timeline> timeline(Order order, TimelineRepository.Changes changed) {
        var subject = new TimelinePart.Subject(order.id(), changed.challengeId(), order.phone(), changed.moments());
        return Flux.fromIterable(parts)
                .concatMap(part -> part.entries(subject))
                .collect(() -> new ArrayList<>(changed.entries()), List::addAll)
                .map(Timeline::of);
    }
}
