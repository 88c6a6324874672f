package io.ordergate.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.notification.Shop;
import io.ordergate.support.http.RemoteServers;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The answers to calls of shops, whatever is at the other end. */
class WebhookClientTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ReactorResourceFactory resources = new ReactorResourceFactory();
    private final Shop shop = new Shop();

    @BeforeEach
    void begin() {
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(Duration.ZERO);
        resources.afterPropertiesSet();
    }

    @AfterEach
    void end() {
        shop.close();
        resources.destroy();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "127.1"})
    void doesNotReachThisMachine(String host) {
        var answer = post(client(false, 5), "http://" + host + ":" + shop.port() + "/");
        assertThat(answer.status()).isZero();
        assertThat(answer.error()).isIn("address-refused", "unknown-host");
        assertThat(shop.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "192.168.0.1", "[fd00::1]"})
    void saysThatItRefused(String host) {
        assertThat(post(client(false, 5), "http://" + host + ":" + shop.port() + "/"))
                .isEqualTo(WebhookAnswer.none("address-refused"));
    }

    @Test
    void reachesItWhereThatIsAllowed() {
        assertThat(post(client(true, 5), "http://localhost:" + shop.port() + "/"))
                .isEqualTo(WebhookAnswer.of(200, Duration.ZERO));
        assertThat(shop.received()).hasSize(1);
    }

    @Test
    void followsNoRedirect() {
        shop.behaves(
                response -> response.status(302).header("Location", shop.url()).send());
        assertThat(post(client(true, 5), shop.url())).isEqualTo(new WebhookAnswer(302, "http-302", Duration.ZERO));
        assertThat(shop.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 410, 429, 500, 503})
    void saysWhatItWasAnswered(int status) {
        shop.answers(status);
        assertThat(post(client(true, 5), shop.url()))
                .isEqualTo(new WebhookAnswer(status, "http-" + status, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({
        "3, 3",
        "0, 0",
        "3600, 3600",
        "100000, 3600",
        "999999999999, 3600",
        "soon, 0",
        "-5, 0",
        "'Wed, 21 Oct 2015 07:28:00 GMT', 0",
        "'Wed, 21 Oct 2099 07:28:00 GMT', 3600"
    })
    void saysHowLongTheEndpointWantsToBeLeftAlone(String field, long seconds) {
        shop.behaves(
                response -> response.status(429).header("Retry-After", field).send());
        assertThat(post(client(true, 5), shop.url()).pause()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void waitsForNoAnswerWithoutEnd() {
        shop.behaves(response -> Mono.never());
        assertThat(post(client(true, 1), shop.url())).isEqualTo(WebhookAnswer.none("timeout"));
    }

    @Test
    void waitsForNoBodyWithoutEnd() {
        shop.behaves(response ->
                response.sendString(Flux.interval(Duration.ofMillis(50)).map(String::valueOf)));
        assertThat(post(client(true, 1), shop.url())).isEqualTo(WebhookAnswer.none("timeout"));
    }

    @Test
    void readsNoMoreThanItMust() {
        shop.behaves(response -> response.sendString(Flux.range(0, 100_000).map(number -> "x".repeat(10_000))));
        assertThat(post(client(true, 10), shop.url())).isEqualTo(WebhookAnswer.of(200, Duration.ZERO));
    }

    @Test
    void saysThatNobodyIsThere() {
        shop.close();
        assertThat(post(client(true, 5), shop.url())).isEqualTo(WebhookAnswer.none("no-connection"));
    }

    @Test
    void saysThatItIsNoTls() {
        assertThat(post(client(true, 5), shop.url().replace("http:", "https:")).error())
                .isIn("tls", "broken-answer", "timeout");
    }

    private WebhookClient client(boolean allowPrivate, int seconds) {
        return new WebhookClient(
                new ShopWebhookSettings(
                        Duration.ofSeconds(seconds),
                        allowPrivate,
                        Duration.ofHours(24),
                        Duration.ofDays(5),
                        Duration.ofDays(30)),
                new RemoteServers(resources, new SimpleMeterRegistry()),
                Clock.systemUTC());
    }

    private static WebhookAnswer post(WebhookClient client, String url) {
        return client.post(url, Map.of("webhook-id", "msg_1"), "{}").block(PATIENCE);
    }
}
