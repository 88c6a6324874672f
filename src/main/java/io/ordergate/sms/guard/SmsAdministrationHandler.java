package io.ordergate.sms.guard;

import io.ordergate.support.Failure;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the statistics of texts and of the switch that stops all texts. */
@Component
class SmsAdministrationHandler {

    /** The step of the statistics, with the longest range of time and the usual one. */
    private enum Step {
        HOUR(Duration.ofDays(7), Duration.ofDays(1)),
        DAY(Duration.ofDays(92), Duration.ofDays(30));

        private final Duration longest;
        private final Duration usual;

        Step(Duration longest, Duration usual) {
            this.longest = longest;
            this.usual = usual;
        }

        private String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final SmsStatisticsRepository statistics;
    private final SmsGuard guard;
    private final RequestBodies bodies;
    private final Clock clock;

    SmsAdministrationHandler(SmsStatisticsRepository statistics, SmsGuard guard, RequestBodies bodies, Clock clock) {
        this.statistics = statistics;
        this.guard = guard;
        this.bodies = bodies;
        this.clock = clock;
        bodies.prepare(SwitchRequest.class);
    }

    Mono<ServerResponse> stats(ServerRequest request) {
        var query = QueryParameters.of(request, Set.of("step", "from", "to"));
        var asked = query.oneOf("step", Step.values(), Step::id);
        var step = asked == null ? Step.HOUR : asked;
        var to = query.time("to", clock.instant());
        var from = query.time("from", to.minus(step.usual));
        requireBounded(from, to, step);
        return statistics.count(from, to, step.id()).flatMap(counted -> ServerResponse.ok()
                .bodyValue(counted));
    }

    Mono<ServerResponse> guard(ServerRequest request) {
        return guard.state().flatMap(state -> ServerResponse.ok().bodyValue(state));
    }

    Mono<ServerResponse> setEnabled(ServerRequest request) {
        return bodies.read(request, SwitchRequest.class)
                .zipWith(Caller.account(request))
                .flatMap(asked ->
                        guard.setEnabled(asked.getT1().enabled(), asked.getT2().id()))
                .flatMap(state -> ServerResponse.ok().bodyValue(state));
    }

    private static void requireBounded(Instant from, Instant to, Step step) {
        if (!from.isBefore(to)) {
            throw Failure.field("from", "must be before to");
        }
        if (Duration.between(from, to).compareTo(step.longest) > 0) {
            throw Failure.field(
                    "from", "must be at most " + step.longest.toDays() + " days before to with the step " + step.id());
        }
    }

    record SwitchRequest(@NotNull Boolean enabled) {}
}
