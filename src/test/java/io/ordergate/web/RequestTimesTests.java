package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

@IntegrationTest
class RequestTimesTests {

    @Autowired
    private Api api;

    @Autowired
    private MeterRegistry meters;

    @Test
    void countsEachAnswerOnceUnderItsRoute() {
        var before = count("/api/v1/health", "200", "SUCCESS");
        answer("/api/v1/health");
        assertThat(count("/api/v1/health", "200", "SUCCESS")).isEqualTo(before + 1);
    }

    @Test
    void namesNeitherIdsNorUnknownPaths() {
        var id = UUID.randomUUID();
        answer("/api/v1/users/" + id);
        answer("/no/such/" + id);
        assertThat(count("UNKNOWN", "404", "CLIENT_ERROR")).isPositive();
        assertThat(meters.find(RequestTimes.NAME).timers())
                .allSatisfy(timer -> assertThat(timer.getId().toString()).doesNotContain(id.toString()));
    }

    @Test
    void countsWhatProblemsAnswer() {
        var before = count("/api/v1/orders/initiate", "415", "CLIENT_ERROR");
        Api.answer(api.unchecked(
                HttpMethod.POST,
                "/api/v1/orders/initiate",
                "no JSON",
                headers -> headers.set(HttpHeaders.CONTENT_TYPE, "text/plain")));
        assertThat(count("/api/v1/orders/initiate", "415", "CLIENT_ERROR")).isEqualTo(before + 1);
    }

    private void answer(String path) {
        Api.answer(api.unchecked(HttpMethod.GET, path, "", headers -> {}));
    }

    private long count(String route, String status, String outcome) {
        return meters.find(RequestTimes.NAME).tags("uri", route, "status", status, "outcome", outcome).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }
}
