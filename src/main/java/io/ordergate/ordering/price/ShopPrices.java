package io.ordergate.ordering.price;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteLimits;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.http.RemoteServers;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.support.secret.WebhookSignature;
import io.ordergate.web.security.PublicAddresses;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the shop's own service what an order costs, in a call that is signed like webhooks. */
@Component
public class ShopPrices {

    private static final Logger log = LoggerFactory.getLogger(ShopPrices.class);

    private static final int CONNECTIONS = 20;
    private static final int WAITING = 100;
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int OK = 200;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final @Nullable RemoteServer shop;
    private final PriceSettings settings;
    private final JsonMapper json;
    private final Ids ids;
    private final Clock clock;

    ShopPrices(PriceSettings settings, RemoteServers servers, JsonMapper json, Ids ids, Clock clock) {
        this.shop = settings.checkUrl().isBlank()
                ? null
                : servers.guarded(
                        "prices",
                        "shop",
                        new RemoteLimits(CONNECTIONS, WAITING, settings.checkTimeout(), LONGEST_ANSWER),
                        address -> settings.checkAllowPrivate() || PublicAddresses.contain(address));
        this.settings = settings;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /** What the shop is asked. It learns where the order goes, and neither whose it is nor the phone. */
    public record Question(
            String type,
            String currency,
            @Nullable String country,
            @Nullable String deliveryZone,
            @Nullable Sensitive address,
            String paymentMethod,
            List<Line> items) {}

    /** A line of a question, with the price that the client has named, if any. */
    public record Line(
            @Nullable String productId,
            @Nullable String title,
            @Nullable BigDecimal unitPrice,
            int quantity) {}

    /** The JSON that the shop answers. Errors: {@code price-check-unavailable} without one. */
    public Mono<JsonNode> ask(Question question) {
        return shop == null
                ? Mono.error(ShopPrices::unavailable)
                : Mono.fromSupplier(() -> signed(json.writeValueAsString(question)))
                        .flatMap(shop::ask)
                        .map(ShopPrices::read);
    }

    /** The refusal for an answer that says nothing about the price, or nothing that can be true. */
    public static Failure unusable(String why) {
        log.warn("The shop's price check gave no usable answer: {}", why);
        return unavailable();
    }

    private RemoteCall signed(String body) {
        var secret = WebhookSignature.secret(settings.checkSecret().value().strip());
        return RemoteCall.post("price-check", settings.checkUrl().strip(), body)
                .with(WebhookSignature.headers(
                        List.of(secret), "msg_" + ids.next(), clock.instant().getEpochSecond(), body));
    }

    private static JsonNode read(RemoteAnswer answer) {
        if (answer.status() != OK) {
            throw unavailable();
        }
        var body = answer.json();
        if (!body.isObject()) {
            throw unusable("no JSON object");
        }
        return body;
    }

    private static Failure unavailable() {
        return Failure.of(ProblemCode.PRICE_CHECK_UNAVAILABLE).retryAfter(RETRY_AFTER);
    }
}
