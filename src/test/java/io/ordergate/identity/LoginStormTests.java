package io.ordergate.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Everybody signs in at once. Hashes are as slow as in production. */
@IntegrationTest
@TestPropertySource(properties = {"ordergate.password.strength=10", "ordergate.password.queue=32"})
class LoginStormTests {

    private static final int LOGINS = 200;
    private static final int WORKERS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private static final String HEALTH = "/actuator/health/liveness";

    @Autowired
    private Api api;

    @Test
    void theEventLoopsStayFreeAndTheExcessIsTurnedAway() {
        logins(5).collectList().block();
        var times = new ArrayList<Duration>();
        var answers = new ArrayList<Answer>();
        var storm = logins(LOGINS).doOnNext(answers::add).then().cache();
        var begin = System.nanoTime();
        Mono.when(storm, healthCalls(times).takeUntilOther(storm)).block(Duration.ofMinutes(2));
        var hashing = Duration.ofNanos(System.nanoTime() - begin).multipliedBy(WORKERS);

        assertThat(answers).hasSize(LOGINS);
        assertThat(answers).allMatch(answer -> answer.status() == 401 || answer.status() == 503);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 401)
                .as("those that found a place")
                .hasSizeGreaterThanOrEqualTo(33);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 503)
                .as("those that did not")
                .hasSizeGreaterThan(LOGINS / 4)
                .allMatch(answer -> !answer.header("Retry-After").isEmpty());
        assertThat(times).hasSizeGreaterThan(20);
        var hashes = answers.stream().filter(answer -> answer.status() == 401).count();
        assertThat(median(times)).as("no call waits for a hash").isLessThan(hashing.dividedBy(hashes));
    }

    /** Sign-ins of people nobody knows, which cost as much as any others. */
    private Flux<Answer> logins(int count) {
        return Flux.merge(Flux.fromStream(IntStream.range(0, count).mapToObj(this::login)), count);
    }

    private Mono<Answer> login(int number) {
        var body = Map.of("email", "nobody" + number + "@example.org", "password", "whatever it is");
        return api.posting("/api/v1/auth/login", body, headers -> {});
    }

    /** One after the other, for as long as somebody wants more. */
    private Flux<Duration> healthCalls(List<Duration> times) {
        return Mono.defer(this::timeOfOneHealthCall).repeat().doOnNext(times::add);
    }

    private Mono<Duration> timeOfOneHealthCall() {
        return api.unchecked(HttpMethod.GET, HEALTH, "", headers -> {})
                .elapsed()
                .map(timed -> Duration.ofMillis(timed.getT1()));
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }
}
