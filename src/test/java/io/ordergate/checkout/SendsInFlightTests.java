package io.ordergate.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.sms.FakeProvider;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** As many texts as the settings allow are on their way to a slow provider; who comes on top is told so at once. */
@IntegrationTest
class SendsInFlightTests {

    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final int CONNECTIONS = 300;
    private static final int SURPLUS = 50;
    private static final FakeProvider PROVIDER = new FakeProvider();

    @Autowired
    private Api api;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("ordergate.sms.providers", () -> "infobip");
        registry.add("ordergate.sms.infobip.base-url", PROVIDER::url);
        registry.add("ordergate.sms.infobip.api-key", () -> "a-key");
        registry.add("ordergate.sms.timeout", () -> "60s");
        registry.add("ordergate.sms.connections", () -> CONNECTIONS);
    }

    @AfterAll
    static void end() {
        PROVIDER.close();
    }

    @Test
    void allAreAcceptedThatTheSettingsAllowAndTheSurplusDoesNotWait() {
        var answer = Sinks.<Void>empty();
        PROVIDER.behaves(
                response -> response.status(200)
                        .sendString(
                                answer.asMono()
                                        .then(
                                                Mono.just(
                                                        "{\"messages\": [{\"messageId\": \"m\", \"status\": {\"groupId\": 1, \"id\": 26}}]}"))));
        var accepted = Api.together(initiates(CONNECTIONS)).toFuture();
        await().atMost(PATIENCE).until(() -> PROVIDER.received().size() == CONNECTIONS);
        var refused = new ConcurrentLinkedQueue<Answer>();
        Api.together(initiates(SURPLUS)).subscribe(refused::addAll);
        await().atMost(PATIENCE).until(() -> refused.size() == SURPLUS);
        assertThat(accepted).as("the provider has not answered yet").isNotDone();
        assertThat(refused).allSatisfy(each -> {
            assertThat(each.status()).isEqualTo(503);
            assertThat(each.field("code")).isEqualTo("sms-unavailable");
        });
        answer.tryEmitEmpty();
        assertThat(accepted)
                .succeedsWithin(PATIENCE)
                .satisfies(all -> assertThat(all).hasSize(CONNECTIONS).allMatch(each -> each.status() == 202));
        assertThat(PROVIDER.received()).as("nobody of the surplus was texted").hasSize(CONNECTIONS);
    }

    private List<Mono<Answer>> initiates(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        number -> api.posting("/api/v1/orders/initiate", Api.someOrder(Api.somePhone()), headers -> {}))
                .toList();
    }
}
