package io.ordergate.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import reactor.core.publisher.Mono;

/**
 * Times requests until their answer begins, under Spring's own name and tags. Spring's observation of requests makes its
 * tags, its context and its listeners anew for each of them; here a timer is looked up.
 */
@Component
class RequestTimes {

    static final String NAME = "http.server.requests";

    private static final String NO_ROUTE = "UNKNOWN";

    private final MeterRegistry meters;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    /** There are few of them: routes are patterns, and whatever is not a method we know is one kind. */
    private record Kind(String method, String route, int status) {}

    RequestTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    /** The time runs from now. */
    void start(ServerWebExchange exchange) {
        var start = System.nanoTime();
        exchange.getResponse().beforeCommit(() -> {
            timer(exchange).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return Mono.empty();
        });
    }

    private Timer timer(ServerWebExchange exchange) {
        var status = exchange.getResponse().getStatusCode();
        var kind = new Kind(method(exchange), route(exchange), status == null ? 200 : status.value());
        var timer = timers.get(kind);
        return timer == null ? timers.computeIfAbsent(kind, this::timer) : timer;
    }

    private Timer timer(Kind kind) {
        var series = HttpStatus.Series.resolve(kind.status());
        var outcome = series == null ? "UNKNOWN" : series.name();
        return meters.timer(
                NAME,
                Tags.of(
                        "method", kind.method(),
                        "uri", kind.route(),
                        "status", Integer.toString(kind.status()),
                        "outcome", outcome.equals("SUCCESSFUL") ? "SUCCESS" : outcome));
    }

    private static String method(ServerWebExchange exchange) {
        var method = exchange.getRequest().getMethod();
        for (var known : HttpMethod.values()) {
            if (known.equals(method)) {
                return known.name();
            }
        }
        return NO_ROUTE;
    }

    private static String route(ServerWebExchange exchange) {
        return exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof PathPattern pattern
                ? pattern.getPatternString()
                : NO_ROUTE;
    }
}
