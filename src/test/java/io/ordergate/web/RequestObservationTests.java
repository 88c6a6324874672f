package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.route.RouteIndex;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import reactor.core.publisher.Mono;

/** Spring's observation sees each request: meters are made of it, and so are traces where a tracer listens. */
@IntegrationTest
class RequestObservationTests {

    private static final String NAME = "http.server.requests";
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Autowired
    private Api api;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private ObservationRegistry observations;

    @Autowired
    private RouteIndex routes;

    @Autowired
    private List<MeterFilter> filters;

    @Autowired
    private MetricsProperties settings;

    @Test
    void countsEachAnswerOnceUnderItsRoute() {
        var before = count("/api/v1/health", "200", "SUCCESS");
        answer("/api/v1/health");
        until(() -> count("/api/v1/health", "200", "SUCCESS") == before + 1);
    }

    @Test
    void namesNeitherIdsNorUnknownPaths() {
        var id = UUID.randomUUID();
        var before = count("NOT_FOUND", "404", "CLIENT_ERROR");
        answer("/api/v1/users/" + id);
        answer("/no/such/" + id);
        until(() -> count("NOT_FOUND", "404", "CLIENT_ERROR") > before);
        assertThat(meters.find(NAME).timers())
                .isNotEmpty()
                .allSatisfy(timer -> assertThat(timer.getId().toString()).doesNotContain(id.toString()));
    }

    /** Spring Boot stops at a number of routes and drops the meters of all that are called for the first time after those. */
    @Test
    void eachRouteMayHaveAMeter() {
        var patterns = routes.all().stream()
                .map(route -> route.path().getPatternString())
                .distinct()
                .toList();
        assertThat(patterns).allSatisfy(pattern -> assertThat(filters)
                .extracting(filter ->
                        filter.accept(new Meter.Id(NAME, Tags.of("uri", pattern), null, null, Meter.Type.TIMER)))
                .doesNotContain(MeterFilterReply.DENY));
        assertThat(settings.getWeb().getServer().getMaxUriTags()).isGreaterThan(2 * patterns.size());
    }

    @Test
    void countsMethodsThatNobodyKnowsAsOne() {
        var before = meters.find(NAME).tags("method", "UNKNOWN", "status", "405").timers().stream()
                .mapToLong(Timer::count)
                .sum();
        Api.answer(api.unchecked(HttpMethod.valueOf("BREW"), "/api/v1/health", "", headers -> {}));
        until(() -> meters.find(NAME).tags("method", "UNKNOWN", "status", "405").timers().stream()
                        .mapToLong(Timer::count)
                        .sum()
                > before);
        assertThat(meters.find(NAME).tag("method", "BREW").timers()).isEmpty();
    }

    @Test
    void countsWhatProblemsAnswer() {
        var before = count("/api/v1/orders/initiate", "415", "CLIENT_ERROR");
        Api.answer(api.unchecked(
                HttpMethod.POST,
                "/api/v1/orders/initiate",
                "no JSON",
                headers -> headers.set(HttpHeaders.CONTENT_TYPE, "text/plain")));
        until(() -> count("/api/v1/orders/initiate", "415", "CLIENT_ERROR") == before + 1);
    }

    /** A key for reports of texts stands in a path. */
    @Test
    void aTracerSeesTheClientsTraceAndNoPathThatWasSent() {
        var secret = "key-" + UUID.randomUUID();
        var listener = new Listener();
        observations.observationConfig().observationHandler(listener);
        Api.answer(api.unchecked(
                HttpMethod.POST,
                "/webhooks/sms/infobip/" + secret,
                "{}",
                headers -> headers.set("traceparent", TRACE)));
        until(() -> listener.seen.stream().anyMatch(RequestObservationTests::isTraced));
        listener.listens = false; // the registry keeps it
        var request = listener.seen.stream()
                .filter(RequestObservationTests::isTraced)
                .findFirst()
                .orElseThrow();
        assertThat(request.getContextualName()).isEqualTo("http post /webhooks/sms/{provider}/{key}");
        assertThat(request.getAllKeyValues().stream().map(KeyValue::getValue).collect(Collectors.joining(" ")))
                .contains("/webhooks/sms/{provider}/{key}", "403")
                .doesNotContain(secret);
    }

    private static boolean isTraced(ServerRequestObservationContext request) {
        var carrier = request.getCarrier();
        return carrier != null && TRACE.equals(request.getGetter().get(carrier, "traceparent"));
    }

    private void answer(String path) {
        Api.answer(api.unchecked(HttpMethod.GET, path, "", headers -> {}));
    }

    private long count(String route, String status, String outcome) {
        return meters.find(NAME).tags("uri", route, "status", status, "outcome", outcome).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    /** A client has its answer before the service has counted it. */
    private static void until(BooleanSupplier reached) {
        Mono.fromSupplier(reached::getAsBoolean)
                .filter(yes -> yes)
                .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(20)))
                .block(Duration.ofSeconds(20));
    }

    private static final class Listener implements ObservationHandler<ServerRequestObservationContext> {

        private final Queue<ServerRequestObservationContext> seen = new ConcurrentLinkedQueue<>();
        private volatile boolean listens = true;

        @Override
        public boolean supportsContext(Observation.Context context) {
            return listens && context instanceof ServerRequestObservationContext;
        }

        @Override
        public void onStop(ServerRequestObservationContext context) {
            seen.add(context);
        }
    }
}
