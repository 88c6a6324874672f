package io.ordergate.ordering.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Orders whose prices and titles are those of the price list, whatever a client sends. */
@IntegrationTest
@TestPropertySource(properties = {"ordergate.price.mode=list", "ordergate.database.statement-timeout=60s"})
class ListedPricesTests {

    private static final int PRODUCTS = 50_000;
    private static final int CALLERS = 16;
    private static final int ROUNDS = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Test
    void theClientSendsProductAndQuantity() {
        put("product_id,currency,amount_minor,title\nring,BDT,1000000,Gold ring\nbare,BDT,100,\n");
        var phone = Api.somePhone();
        var order = order(
                phone,
                List.of(
                        Map.of("product_id", "ring", "quantity", 2),
                        Map.of("product_id", "bare", "title", "A lie", "unit_price", "0.01")));
        var started = api.post("/api/v1/orders/initiate", order);
        assertThat(started.field("total_amount")).isEqualTo("20001.00");
        var placed = api.verify(started.field("session_token"), api.code(phone));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.field("price_source")).isEqualTo("list");
        assertThat(placed.json().at("/items/0/title").asString()).isEqualTo("Gold ring");
        assertThat(placed.json().at("/items/1/title").asString()).isEqualTo("bare");
        var unknown = api.post("/api/v1/orders/initiate", order(phone, List.of(Map.of("product_id", "other"))));
        assertThat(unknown.status()).isEqualTo(422);
    }

    @Test
    @Timeout(600)
    void anOrderHasThePricesOfOneListWhileListsReplaceEachOther() {
        put(list(10_000));
        var admin = accounts.admin();
        var order = order(
                "",
                IntStream.of(0, PRODUCTS / 2, PRODUCTS - 1)
                        .mapToObj(index -> Map.<String, Object>of("product_id", "p" + index))
                        .toList());
        var replaced = Flux.range(0, ROUNDS)
                .concatMap(round -> putting(list(round % 2 == 0 ? 20_000 : 10_000), admin))
                .doOnNext(
                        answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(200))
                .then()
                .cache();
        var totals = Flux.merge(
                        replaced.thenMany(Flux.<String>empty()),
                        Flux.range(0, Integer.MAX_VALUE)
                                .takeUntilOther(replaced)
                                .flatMap(
                                        number -> {
                                            var mine = new LinkedHashMap<>(order);
                                            mine.put("phone_number", Api.somePhone());
                                            return api.posting("/api/v1/orders/initiate", mine, headers -> {});
                                        },
                                        CALLERS)
                                .doOnNext(answer -> assertThat(answer.status())
                                        .as(answer.body())
                                        .isEqualTo(202))
                                .map(answer -> answer.field("total_amount")))
                .collectList()
                .block(PATIENCE);
        assertThat(totals).hasSizeGreaterThan(CALLERS).containsOnly("300.00", "600.00");
    }

    private static Map<String, Object> order(String phone, List<Map<String, Object>> items) {
        var order = new LinkedHashMap<>(Api.someOrder(phone));
        order.put("items", items);
        return order;
    }

    private static String list(int amount) {
        return IntStream.range(0, PRODUCTS)
                .mapToObj(index -> "p" + index + ",BDT," + amount + ",Product " + index)
                .collect(Collectors.joining("\n", "product_id,currency,amount_minor,title\n", "\n"));
    }

    private void put(String csv) {
        var answer = putting(csv, accounts.admin()).block(PATIENCE);
        assertThat(answer)
                .isNotNull()
                .satisfies(it -> assertThat(it.status()).as(it.body()).isEqualTo(200));
    }

    private Mono<Answer> putting(String csv, String admin) {
        return api.unchecked(HttpMethod.PUT, "/api/v1/prices", csv, headers -> {
            headers.setBearerAuth(admin);
            headers.setContentType(MediaType.parseMediaType("text/csv"));
        });
    }
}
