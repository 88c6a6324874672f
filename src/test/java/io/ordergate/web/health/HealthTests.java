package io.ordergate.web.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.registry.DefaultReactiveHealthContributorRegistry;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

@IntegrationTest
class HealthTests {

    private static final ReactiveHealthIndicator UP =
            () -> Mono.just(Health.up().build());
    private static final ReactiveHealthIndicator DOWN =
            () -> Mono.just(Health.down().withDetail("password", "secret").build());

    @Autowired
    private Api api;

    @Test
    void anybodyMayAsk() {
        var answer = api.get("/api/v1/health");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("status")).isEqualTo("up");
        assertThat(answer.json().path("checks").path("database").asString()).isEqualTo("up");
        assertThat(answer.json().path("checks").propertyNames())
                .as("nothing about this machine")
                .doesNotContain("diskSpace", "ping", "ssl", "livenessState");
    }

    @Test
    void onlyTheDatabaseIsIndispensable() {
        var withoutTexts = report(Map.of("r2dbc", UP, "sms", DOWN));
        assertThat(withoutTexts).isEqualTo(new HealthReport("degraded", Map.of("database", "up", "sms", "down")));
        assertThat(withoutTexts.works()).isTrue();
        var withoutDatabase = report(Map.of("r2dbc", DOWN, "sms", UP));
        assertThat(withoutDatabase.status()).isEqualTo("down");
        assertThat(withoutDatabase.works()).isFalse();
        assertThat(report(Map.of("sms", UP)).works()).isFalse();
    }

    @Test
    void onlyWithoutTheDatabaseIsTheAnswerAnError() {
        assertThat(status(Map.of("r2dbc", UP, "sms", DOWN))).isEqualTo(200);
        assertThat(status(Map.of("r2dbc", DOWN, "sms", UP))).isEqualTo(503);
    }

    @Test
    void severalOfAKindAreShownApart() {
        var both = CompositeReactiveHealthContributor.fromMap(Map.of("a", UP, "b", DOWN));
        assertThat(report(Map.of("r2dbc", UP, "cache", both)).checks())
                .containsOnly(Map.entry("database", "up"), Map.entry("cache.a", "up"), Map.entry("cache.b", "down"));
    }

    @Test
    void anIndicatorThatFailsOrSaysNothingIsDown() {
        ReactiveHealthIndicator failing = () -> Mono.error(new IllegalStateException("secret"));
        assertThat(report(Map.of("r2dbc", failing)).checks()).containsEntry("database", "down");
        assertThat(report(Map.of("r2dbc", (ReactiveHealthIndicator) Mono::never))
                        .checks())
                .containsEntry("database", "down");
    }

    @Test
    void manyWhoAskAtOnceCauseOneQuestion() {
        var asked = new AtomicInteger();
        ReactiveHealthIndicator counting =
                () -> Mono.delay(Duration.ofMillis(50)).map(tick -> {
                    asked.incrementAndGet();
                    return Health.up().build();
                });
        var registry = new DefaultReactiveHealthContributorRegistry();
        registry.registerContributor("r2dbc", counting);
        var checks = new HealthChecks(registry);
        Mono.when(java.util.stream.Stream.generate(checks::report).limit(200).toList())
                .block(Duration.ofSeconds(10));
        assertThat(asked).hasValue(1);
    }

    private static int status(Map<String, ReactiveHealthContributor> contributors) {
        var request = ServerRequest.create(
                MockServerWebExchange.from(MockServerHttpRequest.get("/api/v1/health")), List.of());
        var answer = new HealthHandler(checks(contributors)).show(request).block(Duration.ofSeconds(10));
        return answer.statusCode().value();
    }

    private static HealthReport report(Map<String, ReactiveHealthContributor> contributors) {
        return checks(contributors).report().block(Duration.ofSeconds(10));
    }

    private static HealthChecks checks(Map<String, ReactiveHealthContributor> contributors) {
        var registry = new DefaultReactiveHealthContributorRegistry();
        contributors.forEach(registry::registerContributor);
        return new HealthChecks(registry);
    }
}
