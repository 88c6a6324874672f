package io.ordergate.ordering.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.notification.Shop;
import io.ordergate.ordering.price.ShopPrices.Line;
import io.ordergate.ordering.price.ShopPrices.Question;
import io.ordergate.support.Failure;
import io.ordergate.support.http.RemoteServers;
import io.ordergate.support.secret.Secrets;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.support.secret.WebhookSignature;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.mock.env.MockEnvironment;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

/** The question to the shop's own service, whatever is at the other end. */
class ShopPricesTests {

    private static final String SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Question QUESTION =
            new Question("price.check", "BDT", "BD", null, null, "bkash", List.of(new Line("bk-1", null, null, 2)));

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

    @Test
    void theQuestionIsSignedLikeAWebhook() {
        shop.behaves(response -> response.sendString(Mono.just("{\"currency\": \"BDT\"}")));
        assertThat(prices(true, 5).ask(QUESTION).block(PATIENCE)).isNotNull();
        var call = shop.received().get(0);
        assertThat(call.header("webhook-signature"))
                .isEqualTo(WebhookSignature.of(
                        List.of(WebhookSignature.secret(SECRET)),
                        call.header("webhook-id"),
                        Long.parseLong(call.header("webhook-timestamp")),
                        call.body()));
        assertThat(call.json().path("type").asString()).isEqualTo("price.check");
    }

    static List<Function<HttpServerResponse, Publisher<Void>>> faults() {
        return List.of(
                response -> Mono.never(),
                response -> response.sendString(
                        Flux.interval(Duration.ofMillis(200)).map(number -> " ")),
                response -> response.sendString(Mono.just("no JSON")),
                response -> response.sendString(Mono.just("[]")),
                response -> response.send(),
                response -> response.sendString(Mono.just("{\"a\": \"" + "x".repeat(70_000) + "\"}")),
                response ->
                        response.status(302).header("Location", "/elsewhere").send(),
                response -> response.status(404).sendString(Mono.just("{}")),
                response -> response.status(500).send());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void anythingButAnAnswerIsNone(Function<HttpServerResponse, Publisher<Void>> fault) {
        shop.behaves(fault);
        unavailable(prices(true, 5));
        assertThat(shop.received()).as("asked once, and nobody else").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1", "169.254.169.254"
            })
    void anAddressInsideIsNotCalled(String host) {
        unavailable(prices(false, 1, "http://" + host + ":" + shop.port() + "/prices"));
        assertThat(shop.received()).isEmpty();
    }

    @Test
    void aServiceThatIsDownIsLeftAlone() {
        shop.answers(500);
        var prices = prices(true, 5);
        for (var call = 0; call < 40; call++) {
            unavailable(prices);
        }
        assertThat(shop.received()).hasSizeBetween(20, 39);
    }

    @Test
    void manyQuestionsAtOnceAreBounded() {
        shop.behaves(response -> Mono.never());
        var prices = prices(true, 2);
        var refused = Flux.range(0, 300)
                .flatMap(number -> prices.ask(QUESTION).then(Mono.just(0)).onErrorReturn(Failure.class, 1), 300)
                .reduce(0, Integer::sum)
                .block(PATIENCE);
        assertThat(refused).isEqualTo(300);
        assertThat(shop.received()).hasSizeLessThanOrEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "client | - | - | -",
                "client | https://shop.example/prices | whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | -",
                "shop | https://shop.example/prices | whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | -",
                "shop | - | - | PRICE_CHECK_URL",
                "list | https://shop.example/prices | whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | PRICES",
                "client | https://shop.example/prices | - | PRICE_CHECK_SECRET",
                "client | https://shop.example/prices | whsec_short | PRICE_CHECK_SECRET",
                "client | https://shop.example/prices | secret | PRICE_CHECK_SECRET",
            })
    void aStartWithoutWhatItNeedsIsRefused(String mode, String url, String secret, String variable) {
        var settings = new MockEnvironment()
                .withProperty("ordergate.price.mode", mode)
                .withProperty("ordergate.price.check-url", url == null ? "" : url)
                .withProperty("ordergate.price.check-secret", secret == null ? "" : secret);
        var missing = new PriceCheckRequirements().missing(settings);
        if (variable == null) {
            assertThat(missing).isEmpty();
        } else {
            assertThat(missing).singleElement().asString().startsWith(variable);
        }
    }

    @Test
    void aProductionAsksInSecret() {
        var settings = new MockEnvironment().withProperty("ordergate.price.check-url", "http://shop.example/prices");
        assertThat(new PriceCheckRequirements().missingInProduction(settings)).hasSize(1);
        settings.setProperty("ordergate.price.check-allow-private", "true");
        assertThat(new PriceCheckRequirements().missingInProduction(settings)).isEmpty();
    }

    private static void unavailable(ShopPrices prices) {
        StepVerifier.create(prices.ask(QUESTION))
                .expectErrorSatisfies(
                        error -> assertThat(((Failure) error).code().code()).isEqualTo("price-check-unavailable"))
                .verify(PATIENCE);
    }

    private ShopPrices prices(boolean allowPrivate, int seconds) {
        return prices(allowPrivate, seconds, shop.url());
    }

    private ShopPrices prices(boolean allowPrivate, int seconds, String url) {
        var settings = new PriceSettings(
                Prices.Mode.CLIENT,
                Duration.ofSeconds(10),
                url,
                Sensitive.of(SECRET),
                Duration.ofSeconds(seconds),
                allowPrivate);
        var servers = new RemoteServers(resources, new SimpleMeterRegistry());
        return new ShopPrices(
                settings, servers, JsonMapper.shared(), Secrets.ids(Clock.systemUTC()), Clock.systemUTC());
    }
}
