package io.ordergate.sms.guard;

import io.ordergate.support.Failure;
import io.ordergate.web.request.QueryParameters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the funnel: from codes that were sent to orders that were placed. */
@Component
class FunnelHandler {

    private static final Duration LONGEST = Duration.ofDays(92);
    private static final Duration USUAL = Duration.ofDays(30);

    private final FunnelRepository funnels;
    private final Clock clock;

    FunnelHandler(FunnelRepository funnels, Clock clock) {
        this.funnels = funnels;
        this.clock = clock;
    }

    Mono<ServerResponse> funnel(ServerRequest request) {
        var query = QueryParameters.of(request, Set.of("by", "from", "to", "country", "provider", "purpose"));
        var asked = query.oneOf("by", FunnelKey.values(), FunnelKey::id);
        var by = asked == null ? FunnelKey.DAY : asked;
        var to = query.time("to", clock.instant());
        var from = query.time("from", to.minus(USUAL));
        if (!from.isBefore(to)) {
            throw Failure.field("from", "must be before to");
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw Failure.field("from", "must be at most " + LONGEST.toDays() + " days before to");
        }
        var filter = new FunnelRepository.Filter(
                from, to, query.text("country"), query.text("provider"), query.text("purpose"));
        return funnels.count(by, filter)
                .map(steps -> new Funnel(from, to, by.id(), steps))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    /** A funnel as JSON shows it. */
    record Funnel(Instant from, Instant to, String by, List<FunnelStep> items) {}
}
