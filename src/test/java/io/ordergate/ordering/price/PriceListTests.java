package io.ordergate.ordering.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/** The price list, and orders that must have its prices. */
@IntegrationTest
@TestPropertySource(properties = {"ordergate.price.mode=checked", "ordergate.order.currencies=USD"})
class PriceListTests {

    private static final String PRICES = "/api/v1/prices";

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    private String admin = "";

    @BeforeEach
    void list() {
        admin = accounts.admin();
        put("", prices()); // with what was kept of the stock
        assertThat(put("", prices(row("bk-1", "BDT", 45_000), row("bk-1", "USD", 500), row("bk-2", "BDT", 9_990), """
                                {"product_id": "gone", "currency": "BDT", "amount_minor": 100, "active": false}"""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void customersSeeWhatIsSoldAndWhetherThereIsAny() {
        put("?part=true", """
                {"prices": [{"product_id": "out", "currency": "BDT", "amount_minor": 100, "title": "Sold out", "available": 0}]}""");
        var first = api.get("/api/v1/products?currency=bdt&limit=2");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Cache-Control")).isEqualTo("max-age=60, public");
        assertThat(first.json().path("items").findValuesAsString("product_id"))
                .containsExactlyInAnyOrder("bk-1", "bk-2");
        assertThat(first.json().path("items").findValuesAsString("unit_price"))
                .containsExactlyInAnyOrder("450.00", "99.90");
        var last = api.get("/api/v1/products?currency=BDT&limit=2&cursor=" + first.field("next_cursor"));
        assertThat(last.json().path("items").size()).isEqualTo(1);
        assertThat(last.json().path("items").path(0).path("in_stock").asBoolean(true))
                .isFalse();
        assertThat(last.body()).doesNotContain("available", "gone");
        assertThat(api.get("/api/v1/products").json().path("items").findValuesAsString("currency"))
                .containsExactlyInAnyOrder("BDT", "USD", "BDT", "BDT");
        assertThat(api.get("/api/v1/client-settings").field("prices")).isEqualTo("checked");
    }

    @Test
    void isReadPageByPage() {
        var first = api.get(PRICES + "?limit=3", admin);
        assertThat(first.json().path("items").size()).isEqualTo(3);
        var second = api.get(PRICES + "?limit=3&cursor=" + first.field("next_cursor"), accounts.vendor());
        assertThat(second.json().path("items").size()).isEqualTo(1);
        assertThat(Stream.of(first, second)
                        .flatMap(page -> page.json().path("items").findValuesAsString("product_id").stream()))
                .containsExactlyInAnyOrder("bk-1", "bk-1", "bk-2", "gone");
        assertThat(second.json().has("next_cursor")).isFalse();
        assertThat(tag(first)).isEqualTo(tag(second));
        assertThat(api.get(PRICES + "?product_id=bk-1", admin)
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void isSearchedByProductAndTitle() {
        put("", """
                product_id,currency,amount_minor,title
                BK-100%,BDT,100,Lalsalu
                bk-2,BDT,100,Pather Panchali
                """, "text/csv");
        assertThat(found("LAL")).containsExactly("BK-100%");
        assertThat(found("bk-")).containsExactlyInAnyOrder("BK-100%", "bk-2");
        assertThat(found("0%25")).containsExactly("BK-100%");
        assertThat(found("bk_")).as("nothing is a wildcard").isEmpty();
    }

    private List<String> found(String text) {
        return api.get(PRICES + "?q=" + text, admin).json().path("items").findValuesAsString("product_id");
    }

    @Test
    void isWrittenInCsvToo() {
        var csv = """
                product_id,currency,amount_minor,title,active,available
                9789844154,bdt,27500,"Lalsalu, first",,12
                gone,BDT,100,,false,
                """;
        assertThat(put("", csv, "text/csv").status()).isEqualTo(200);
        var items = api.get(PRICES, admin).json().path("items");
        assertThat(items.size()).isEqualTo(2);
        assertThat(items.findValuesAsString("product_id")).containsExactlyInAnyOrder("9789844154", "gone");
        var book = api.get(PRICES + "?product_id=9789844154", admin).json().at("/items/0");
        assertThat(book.path("title").asString()).isEqualTo("Lalsalu, first");
        assertThat(book.path("amount_minor").asLong()).isEqualTo(27_500);
        assertThat(book.path("available").asLong()).isEqualTo(12);
        assertThat(book.path("active").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'product_id':'a','currency':'BDT','amount_minor':-1} | prices[1].amount_minor",
                "{'product_id':'a','currency':'BDT','amount_minor':'1.50'} | prices[1].amount_minor",
                "{'product_id':'a','currency':'BDT'} | prices[1].amount_minor",
                "{'product_id':' ','currency':'BDT','amount_minor':1} | prices[1].product_id",
                "{'product_id':'a','currency':'TAKA','amount_minor':1} | prices[1].currency",
                "{'product_id':'bk-1','currency':'BDT','amount_minor':1} | prices[1].product_id",
                "{'product_id':'bk-1','currency':'USD','amount_minor':1,'available':-1} | prices[1].available",
            })
    void namesTheRowsThatAreWrong(String row, String field) {
        var before = tag(api.get(PRICES, admin));
        var answer = put("", prices(row("bk-1", "BDT", 1), row.replace('\'', '"')));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").findValuesAsString("field")).contains(field);
        assertThat(tag(api.get(PRICES, admin))).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "product_id,currency,amount_minor\na,BDT,1\nb,BDT,much",
                "product_id,currency,amount_minor\na,BDT,1\nb,BDT,",
            })
    void namesTheRowsOfCsv(String csv) {
        var answer = put("", csv, "text/csv;charset=UTF-8");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("prices[1].amount_minor");
    }

    @Test
    void refusesAListThatIsTooLong() {
        var csv = new StringBuilder("product_id,currency,amount_minor\n");
        for (var index = 0; index <= PriceForm.MOST; index++) {
            csv.append('p').append(index).append(",BDT,1\n");
        }
        var answer = put("", csv.toString(), "text/csv");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("prices");
        assertThat(put("", "product_id\n" + "a".repeat(17 * 1024 * 1024), "text/csv")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void changesAPartAndKeepsTheRest() {
        var answer = put("?part=true", prices(row("bk-1", "BDT", 46_000), row("bk-2", "BDT", 9_990)));
        assertThat(answer.json().path("written").asInt()).isOne();
        assertThat(answer.json().path("removed").asInt()).isZero();
        assertThat(api.get(PRICES, admin).json().path("items").size()).isEqualTo(4);
    }

    @Test
    void keepsTheStockThatAPartDoesNotSay() {
        put("?part=true", prices("""
                {"product_id": "bk-1", "currency": "BDT", "amount_minor": 45000, "available": 7}"""));
        put("?part=true", prices(row("bk-1", "BDT", 46_000)));
        assertThat(api.get(PRICES + "?product_id=bk-1", admin)
                        .json()
                        .at("/items/0/available")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void isChangedByOneOfManyWhoHaveSeenTheSame() {
        var tag = tag(api.get(PRICES, admin));
        var answers = Api.atOnce(Flux.range(0, 8)
                .map(number -> putting(tag, "?part=true", prices(row("bk-1", "BDT", 40_000 + number))))
                .collectList()
                .block());
        assertThat(answers.stream().map(Answer::status).filter(status -> status == 200))
                .hasSize(1);
        assertThat(answers.stream().map(Answer::status)).isSubsetOf(200, 412, 503);
        assertThat(putting(tag, "?part=true", prices(row("bk-1", "BDT", 40_000)))
                        .map(Answer::status)
                        .block())
                .isEqualTo(412);
    }

    @Test
    void changesAreInTheAuditWithWhoMadeThem() {
        var somebody = accounts.account("admin");
        admin = somebody.token();
        put("?part=true", prices(row("bk-1", "BDT", 41_000)));
        delete("bk-2");
        assertThat(putting("\"1\"", "", prices(row("bk-1", "BDT", 1)))
                        .map(Answer::status)
                        .block())
                .isEqualTo(412);
        var events = api.get("/api/v1/audit?event=prices-changed&actor_id=" + somebody.id(), admin)
                .json()
                .path("items");
        assertThat(events.size()).isEqualTo(2);
        assertThat(events.at("/0/detail/product_id").asString()).isEqualTo("bk-2");
        assertThat(events.at("/1/detail/written").asString()).isEqualTo("1");
        assertThat(events.at("/1/address").asString()).isNotEmpty();
    }

    @Test
    void aPageThatIsKnownIsNotSentAgain() {
        var tag = tag(api.get(PRICES, admin));
        assertThat(known(tag).status()).isEqualTo(304);
        put("?part=true", prices(row("bk-1", "BDT", 42_000)));
        assertThat(known(tag).status()).isEqualTo(200);
        put("?part=true", prices("""
                {"product_id": "bk-1", "currency": "BDT", "amount_minor": 45000, "available": 2}"""));
        var counted = tag(api.get(PRICES, admin));
        assertThat(known(counted).status()).isEqualTo(304);
        var phone = Api.somePhone();
        var session = api.post("/api/v1/orders/initiate", Api.someOrder(phone));
        assertThat(api.verify(session.field("session_token"), api.code(phone)).status())
                .isEqualTo(201);
        assertThat(known(counted).status()).as("an order has taken pieces").isEqualTo(200);
        assertThat(putting(counted, "?part=true", prices(row("bk-1", "BDT", 45_000)))
                        .map(Answer::status)
                        .block())
                .as("the list itself is the same")
                .isEqualTo(200);
    }

    private Answer known(String tag) {
        return Api.answer(api.call(HttpMethod.GET, PRICES, "", headers -> {
            headers.setBearerAuth(admin);
            headers.setIfNoneMatch(tag);
        }));
    }

    @Test
    void losesAProduct() {
        assertThat(delete("bk-1").status()).isEqualTo(204);
        assertThat(delete("bk-1").status()).isEqualTo(404);
        assertThat(api.get(PRICES, admin).json().path("items").size()).isEqualTo(2);
        assertThat(initiate("bk-1", "450.00", null).status()).isEqualTo(422);
    }

    @Test
    void ordersHaveItsPrices() {
        var phone = Api.somePhone();
        var started = api.initiate(phone);
        assertThat(started.status()).isEqualTo(202);
        var placed = api.verify(started.field("session_token"), api.code(phone));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.field("price_source")).isEqualTo("list");
        assertThat(initiate("bk-1", "5", "usd").status()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({
        "bk-1, 1.00, BDT, items[0].unit_price, is 450.00 now",
        "bk-1, 5.00, BDT, items[0].unit_price, is 450.00 now",
        "bk-2, 99.90, USD, items[0].product_id, is not sold for USD",
        "bk-3, 99.90, BDT, items[0].product_id, is not sold for BDT",
        "gone, 1.00, BDT, items[0].product_id, is not sold for BDT",
    })
    void otherPricesAreRefusedWithTheRightOnes(
            String product, String price, String currency, String field, String message) {
        var refused = initiate(product, price, currency);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.field("code")).isEqualTo("price-changed");
        assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo(field);
        assertThat(refused.json().at("/errors/0/message").asString()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/orders",
                "/api/orders",
                "/api/v1/orders/initiate",
                "/orders",
                "/api/orders/create",
            })
    void everyRouteLooksThere(String path) {
        var order = order("bk-1", "1.00", null);
        order.put("product_name", "Lalsalu");
        order.put("item", "Lalsalu");
        order.put("amount", 1);
        var answer = Api.answer(api.unchecked(HttpMethod.POST, path, json(order), as(accounts.customer())));
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.field("code")).isEqualTo("price-changed");
    }

    @ParameterizedTest
    @CsvSource({"discount,-449.00", "fee,1.00", "delivery,0.00", "tax,1.00"})
    void aLineThatIsNoItemIsRefused(String kind, String price) {
        var order = new LinkedHashMap<>(Api.someOrder(Api.somePhone()));
        order.put(
                "items",
                List.of(
                        Map.of("product_id", "bk-1", "title", "Lalsalu", "unit_price", "450.00"),
                        Map.of("kind", kind, "product_id", "bk-1", "title", "Lalsalu", "unit_price", price)));
        var refused = api.post("/api/v1/orders/initiate", order);
        assertThat(refused.field("code")).isEqualTo("price-changed");
        assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("items[1].kind");
    }

    @Test
    void whatHasNoProductIdIsLookedUpByItsName() {
        put("?part=true", prices(row("Gold ring", "BDT", 1_000_000)));
        var order = new LinkedHashMap<>(Api.someOrder(Api.somePhone()));
        order.put("items", List.of(Map.of("title", "Gold ring", "unit_price", "1.00")));
        assertThat(api.post("/api/v1/orders/initiate", order).status()).isEqualTo(422);
        order.put("items", List.of(Map.of("title", "Gold ring", "unit_price", "10000")));
        assertThat(api.post("/api/v1/orders/initiate", order).status()).isEqualTo(202);
    }

    @Test
    void anEditNeedsItsPricesToo() {
        var customer = accounts.account("customer");
        var placed = Api.answer(api.call(
                HttpMethod.POST, "/api/v1/orders", json(Api.someOrder(customer.phone())), as(customer.token())));
        assertThat(placed.status()).as(placed.body()).isEqualTo(201);
        var path = "/api/v1/orders/" + placed.field("id");
        var lie = new LinkedHashMap<>(Api.someOrder(customer.phone()));
        lie.put("items", List.of(Map.of("product_id", "bk-1", "title", "Lalsalu", "unit_price", "0.01")));
        var refused = Api.answer(api.call(HttpMethod.PUT, path, json(lie), as(customer.token())));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.field("code")).isEqualTo("price-changed");
        assertThat(Api.answer(api.call(
                                HttpMethod.PUT, path, json(Api.someOrder(customer.phone())), as(customer.token())))
                        .status())
                .isEqualTo(200);
    }

    private static Consumer<HttpHeaders> as(String token) {
        return headers -> {
            headers.setBearerAuth(token);
            headers.setContentType(MediaType.APPLICATION_JSON);
        };
    }

    private Answer initiate(String product, String price, @Nullable String currency) {
        return api.post("/api/v1/orders/initiate", order(product, price, currency));
    }

    private static Map<String, Object> order(String product, String price, @Nullable String currency) {
        var order = new LinkedHashMap<>(Api.someOrder(Api.somePhone()));
        order.put("items", List.of(Map.of("product_id", product, "title", "Lalsalu", "unit_price", price)));
        if (currency != null) {
            order.put("currency", currency);
        }
        return order;
    }

    private Answer delete(String product) {
        return Api.answer(
                api.call(HttpMethod.DELETE, PRICES + "/" + product, "", headers -> headers.setBearerAuth(admin)));
    }

    private Answer put(String query, String body) {
        return put(query, body, "application/json");
    }

    private Answer put(String query, String body, String type) {
        return Api.answer(api.unchecked(HttpMethod.PUT, PRICES + query, body, headers -> {
            headers.setBearerAuth(admin);
            headers.set("Content-Type", type);
        }));
    }

    private Mono<Answer> putting(String tag, String query, String body) {
        return api.call(HttpMethod.PUT, PRICES + query, body, headers -> {
            headers.setBearerAuth(admin);
            headers.setContentType(MediaType.APPLICATION_JSON);
            headers.setIfMatch(tag);
        });
    }

    private static String tag(Answer answer) {
        return String.valueOf(answer.headers().getETag());
    }

    private static String prices(String... rows) {
        return "{\"prices\": [" + String.join(", ", rows) + "]}";
    }

    private static String row(String product, String currency, long amount) {
        return """
                {"product_id": "%s", "currency": "%s", "amount_minor": %d, "title": "Lalsalu"}""".formatted(product, currency, amount);
    }

    private static String json(Object value) {
        return new ObjectMapper().writeValueAsString(value);
    }
}
