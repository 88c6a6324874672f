package io.ordergate.ordering.price;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.ordering.SignedIn;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Accounts.Account;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/** Orders take from the stock of the price list, and give back. */
@IntegrationTest
@TestPropertySource(properties = {"ordergate.price.mode=list", "ordergate.database.statement-timeout=60s"})
class StockTests {

    private static final String ORDERS = "/api/v1/orders";
    private static final String INITIATE = ORDERS + "/initiate";
    private static final String CHANGE = ORDERS + "/change";

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    private SignedIn people;
    private Account customer;
    private String vendor;

    /** A line of an order. */
    private record Line(String product, int quantity) {}

    /** Somebody who has a code. */
    private record Customer(String phone, String session, String code) {}

    @BeforeEach
    void signIn() {
        people = new SignedIn(api, database);
        customer = accounts.account("customer");
        vendor = accounts.vendor();
    }

    @Test
    void fiftyOfTwoHundredCallersGetFiftyPieces() {
        stock("last", 50);
        var customers = IntStream.range(0, 200)
                .mapToObj(index -> started(new Line("last", 1)))
                .toList();
        var answers = Api.atOnce(customers.stream().map(this::verifying).toList());
        assertThat(answers.stream().collect(groupingBy(Answer::status, counting())))
                .isEqualTo(Map.of(201, 50L, 409, 150L));
        assertThat(available("last")).isZero();
        assertThat(database.count("select sum(from_stock) from order_items where product_id = 'last'"))
                .isEqualTo(50);
        answers.stream().filter(answer -> answer.status() == 409).forEach(answer -> {
            assertThat(answer.field("code")).isEqualTo("out-of-stock");
            assertThat(answer.json().at("/items/0/position").asInt()).isZero();
            assertThat(answer.json().at("/items/0/product_id").asString()).isEqualTo("last");
            assertThat(answer.json().at("/items/0/available").asInt(-1)).isZero();
            assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("items[0].quantity");
        });
        stock("last", 150);
        assertThat(Api.atOnce(customers.stream().map(this::verifying).toList()).stream()
                        .collect(groupingBy(Answer::status, counting())))
                .as("the codes of those who got nothing are unused")
                .isEqualTo(Map.of(201, 150L, 401, 50L));
    }

    @Test
    void productsInOppositeOrdersAreNoDeadlock() {
        stock("left", 1000);
        stock("right", 1000);
        var there = List.of(new Line("left", 1), new Line("right", 2));
        var back = List.of(new Line("right", 2), new Line("left", 1));
        var answers = Api.atOnce(IntStream.range(0, 120)
                .mapToObj(index -> placing(index % 2 == 0 ? there : back))
                .toList());
        assertThat(answers.stream().map(Answer::status)).hasSize(120).containsOnly(201);
        var cancelled = Api.atOnce(answers.stream()
                .limit(60)
                .map(answer -> cancelling(path(answer), vendor))
                .toList());
        assertThat(cancelled.stream().map(Answer::status)).containsOnly(200);
        assertThat(available("left")).isEqualTo(1000 - 60);
        assertThat(available("right")).isEqualTo(1000 - 120);
    }

    @Test
    void linesOfOneProductAreTakenTogether() {
        stock("pair", 3);
        var refused = place(new Line("pair", 2), new Line("pair", 2));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("items").size()).isEqualTo(2);
        assertThat(refused.json().at("/items/1/available").asInt()).isEqualTo(3);
        assertThat(place(new Line("pair", 2), new Line("pair", 1)).status()).isEqualTo(201);
        assertThat(available("pair")).isZero();
    }

    @Test
    void nothingIsTakenWhereOneOfTwoIsShort() {
        stock("plenty", 9);
        stock("scarce", 1);
        var answer = place(new Line("plenty", 1), new Line("scarce", 2));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("items").findValuesAsString("product_id")).containsExactly("scarce");
        assertThat(available("plenty")).isEqualTo(9);
        assertThat(available("scarce")).isOne();
    }

    @Test
    void manyWhoCancelAnOrderGiveItBackOnce() {
        stock("once", 5);
        var path = path(place(new Line("once", 3)));
        assertThat(available("once")).isEqualTo(2);
        var answers = Api.atOnce(
                Stream.generate(() -> cancelling(path, vendor)).limit(24).toList());
        assertThat(answers.stream().map(Answer::status)).isSubsetOf(200, 409);
        assertThat(people.cancel(path, vendor).status()).isEqualTo(200);
        assertThat(available("once")).isEqualTo(5);
        assertThat(database.count(
                        "select count(*) from order_items where product_id = 'once' and from_stock is not null"))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"RETURNED", "REFUSED"})
    void aParcelThatComesBackIsThereAgain(OrderStatus end) {
        var product = "back-" + end.id();
        stock(product, 5);
        var path = path(place(new Line(product, 2)));
        for (var status : List.of(OrderStatus.PROCESSING, OrderStatus.SHIPPED)) {
            assertThat(people.move(path, status, vendor).status()).isEqualTo(200);
            assertThat(available(product)).isEqualTo(3);
        }
        assertThat(people.move(path, end, vendor).status()).isEqualTo(200);
        assertThat(available(product)).isEqualTo(5);
    }

    @Test
    void aDeletedOrderGivesBack() {
        stock("deleted", 2);
        var path = path(place(new Line("deleted", 2)));
        assertThat(Api.answer(people.calling(HttpMethod.DELETE, path, "", customer.token(), ""))
                        .status())
                .isEqualTo(204);
        assertThat(available("deleted")).isEqualTo(2);
    }

    @Test
    void anEditMovesTheDifference() {
        stock("more", 5);
        stock("other", 5);
        var path = path(place(new Line("more", 2)));
        assertThat(edit(path, new Line("more", 5)).status()).isEqualTo(200);
        assertThat(available("more")).isZero();
        var refused = edit(path, new Line("more", 6));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().at("/items/0/available").asInt())
                .as("what is left and what the order has")
                .isEqualTo(5);
        assertThat(edit(path, new Line("more", 1), new Line("other", 3)).status())
                .isEqualTo(200);
        assertThat(available("more")).isEqualTo(4);
        assertThat(available("other")).isEqualTo(2);
        assertThat(edit(path, new Line("other", 1)).status()).isEqualTo(200);
        assertThat(available("more")).isEqualTo(5);
        assertThat(people.cancel(path, vendor).status()).isEqualTo(200);
        assertThat(available("more")).isEqualTo(5);
        assertThat(available("other")).isEqualTo(5);
    }

    @Test
    void manyWhoEditOrdersLeaveTheSumAsItIs() {
        stock("sum", 100);
        stock("sum-2", 100);
        var paths = IntStream.range(0, 10)
                .mapToObj(index -> path(place(new Line("sum", 2), new Line("sum-2", 2))))
                .toList();
        var answers = Api.atOnce(IntStream.range(0, 60)
                .mapToObj(index -> editing(
                        paths.get(index % 10),
                        index % 2 == 0
                                ? List.of(new Line("sum", 1 + index % 7), new Line("sum-2", 1))
                                : List.of(new Line("sum-2", 1 + index % 5))))
                .toList());
        assertThat(answers.stream().map(Answer::status)).isSubsetOf(200, 409).contains(200);
        for (var product : List.of("sum", "sum-2")) {
            assertThat(available(product) + held(product)).isEqualTo(100);
        }
        Api.atOnce(paths.stream().map(path -> cancelling(path, vendor)).toList());
        assertThat(List.of(available("sum"), available("sum-2"))).containsOnly(100L);
    }

    @Test
    void whatWasOrderedBeforeItWasKeptIsLeftAlone() {
        list("early", "");
        var path = path(place(new Line("early", 3)));
        stock("early", 4);
        assertThat(edit(path, new Line("early", 9)).status()).isEqualTo(200);
        assertThat(available("early")).isEqualTo(4);
        assertThat(people.cancel(path, vendor).status()).isEqualTo(200);
        assertThat(available("early")).isEqualTo(4);
    }

    @Test
    void whatIsNotKeptAnyMoreTakesNothingBack() {
        stock("gone", 4);
        var path = path(place(new Line("gone", 3)));
        database.run("delete from stock where product_id = 'gone'");
        assertThat(people.cancel(path, vendor).status()).isEqualTo(200);
        assertThat(database.count("select count(*) from stock where product_id = 'gone'"))
                .isZero();
    }

    @Test
    void aListThatIsReplacedWhileOrdersRunKeepsTheStockOrSetsIt() {
        stock("run", 500);
        var prices = "product_id,currency,amount_minor,available\nrun,BDT,100,\n";
        var admin = accounts.admin();
        var answers = Flux.merge(
                        Flux.range(0, 200).flatMap(index -> placing(List.of(new Line("run", 2))), 32),
                        Flux.range(0, 8).concatMap(index -> putting(prices, "", admin)))
                .collectList()
                .block();
        assertThat(answers).isNotNull();
        assertThat(answers.stream().collect(groupingBy(Answer::status, counting())))
                .isEqualTo(Map.of(200, 8L, 201, 200L));
        assertThat(available("run")).isEqualTo(100);
        assertThat(held("run")).isEqualTo(400);
        put(prices.replace("100,", "100,7"), "");
        assertThat(available("run")).isEqualTo(7);
    }

    /** Where this node knows it, no text is spent on what nobody can have. */
    @Test
    void whatIsSoldOutIsRefusedBeforeAText() {
        stock("sold", 1);
        var path = path(place(new Line("sold", 1)));
        var phone = Api.somePhone();
        await().untilAsserted(() -> {
            var refused = api.post(INITIATE, order(Api.somePhone(), new Line("sold", 1)));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.field("code")).isEqualTo("out-of-stock");
            assertThat(refused.json().at("/items/0/available").asInt(-1)).isZero();
        });
        assertThat(edit(path, new Line("sold", 1)).status())
                .as("who has the last one may change the rest")
                .isEqualTo(200);
        assertThat(api.texts(phone)).isEmpty();
        assertThat(people.cancel(path, vendor).status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(
                        api.post(INITIATE, order(phone, new Line("sold", 1))).status())
                .isEqualTo(202));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/orders", "/api/orders", "/orders", "/api/orders/create"})
    void everyRouteTakes(String path) {
        stock("route", 1);
        await().untilAsserted(
                        () -> assertThat(unchecked(path, "route").status()).isLessThan(300));
        assertThat(available("route")).isZero();
        var refused = unchecked(path, "route");
        assertThat(refused.status()).as(refused.body()).isEqualTo(409);
        assertThat(refused.body()).contains("out-of-stock");
    }

    @Test
    void theSameCodeConfirmsASmallerOrder() {
        stock("smaller", 2);
        var customer = started(new Line("smaller", 3));
        assertThat(verify(customer).status()).isEqualTo(409);
        var smaller = order(customer.phone(), new Line("smaller", 2));
        var changed = change(customer.session(), smaller);
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.field("total_amount")).isEqualTo("2.00");
        assertThat(changed.field("session_token")).isEqualTo(customer.session());
        var placed = verify(customer);
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.json().at("/items/0/quantity").asInt()).isEqualTo(2);
        assertThat(available("smaller")).isZero();
        list("unkept", "");
        assertThat(change(customer.session(), order(customer.phone(), new Line("unkept", 1)))
                        .status())
                .as("a used code")
                .isEqualTo(401);
    }

    @Test
    void anotherPhoneALargerOrderOrAStrangersSessionChangesNothing() {
        list("mine", "");
        var customer = started(new Line("mine", 2));
        var stranger = change(customer.session(), order(Api.somePhone(), new Line("mine", 1)));
        assertThat(stranger.status()).isEqualTo(400);
        assertThat(stranger.json().at("/errors/0/field").asString()).isEqualTo("phone_number");
        var larger = change(customer.session(), order(customer.phone(), new Line("mine", 3)));
        assertThat(larger.status()).isEqualTo(400);
        assertThat(larger.json().at("/errors/0/field").asString()).isEqualTo("items");
        var forged = customer.session().substring(0, 60) + "AAAAAAAA";
        assertThat(change(forged, order(customer.phone(), new Line("mine", 1))).status())
                .isEqualTo(401);
        assertThat(change("", order(customer.phone(), new Line("mine", 1))).status())
                .isEqualTo(400);
        assertThat(verify(customer).json().at("/items/0/quantity").asInt()).isEqualTo(2);
    }

    @Test
    void aTextThatIsSentAgainHasTheNewAmountAndARepeatIsAnotherOrder() {
        list("again", "");
        var phone = Api.somePhone();
        var key = UUID.randomUUID().toString();
        var order = order(phone, new Line("again", 3));
        var session = initiate(order, key).field("session_token");
        var smaller = order(phone, new Line("again", 1));
        assertThat(change(session, smaller).status()).isEqualTo(200);
        assertThat(initiate(order, key).field("code")).isEqualTo("idempotency-key-reused");
        assertThat(initiate(smaller, key).field("session_token")).isEqualTo(session);
        assertThat(database.rows("select about from challenges where phone = $1", phone)
                        .get(0)
                        .get("about")
                        .toString())
                .contains("1.00");
    }

    /** Whoever comes first: the order is what the session said when its code was typed. */
    @Test
    void changesAndVerifiesAtOnceMakeOneOrder() {
        stock("race", 100);
        var customer = started(new Line("race", 9));
        var calls = new ArrayList<Mono<Answer>>();
        IntStream.range(1, 9)
                .forEach(quantity ->
                        calls.add(changing(customer.session(), order(customer.phone(), new Line("race", quantity)))));
        IntStream.range(0, 4).forEach(index -> calls.add(verifying(customer)));
        var answers = Api.atOnce(calls);
        assertThat(answers.stream().map(Answer::status)).isSubsetOf(200, 201, 400, 401);
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(available("race") + held("race")).isEqualTo(100);
        assertThat(database.count("select sum(quantity) from order_items where product_id = 'race'"))
                .isEqualTo(held("race"));
    }

    private Customer started(Line... lines) {
        var phone = Api.somePhone();
        var answer = api.post(INITIATE, order(phone, lines));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return new Customer(phone, answer.field("session_token"), api.code(phone));
    }

    private Mono<Answer> verifying(Customer customer) {
        return api.posting(ORDERS + "/verify", Api.verification(customer.session(), customer.code()), headers -> {});
    }

    private Answer verify(Customer customer) {
        return Api.answer(verifying(customer));
    }

    private Answer initiate(Map<String, Object> order, String key) {
        return api.post(INITIATE, order, headers -> headers.set("Idempotency-Key", key));
    }

    private Answer change(String session, Map<String, Object> order) {
        return Api.answer(changing(session, order));
    }

    private Mono<Answer> changing(String session, Map<String, Object> order) {
        var body = new LinkedHashMap<>(order);
        body.put("session_token", session);
        return api.posting(CHANGE, body, headers -> {});
    }

    private Answer place(Line... lines) {
        return Api.answer(placing(List.of(lines)));
    }

    private Mono<Answer> placing(List<Line> lines) {
        return api.posting(
                ORDERS,
                order(customer.phone(), lines.toArray(Line[]::new)),
                headers -> headers.setBearerAuth(customer.token()));
    }

    private Answer unchecked(String path, String product) {
        var order = order(customer.phone(), new Line(product, 1));
        order.put("product_name", product);
        order.put("item", product);
        order.put("amount", 1);
        return Api.answer(api.unchecked(HttpMethod.POST, path, json(order), headers -> {
            headers.setBearerAuth(customer.token());
            headers.setContentType(MediaType.APPLICATION_JSON);
        }));
    }

    private Answer edit(String path, Line... lines) {
        return Api.answer(editing(path, List.of(lines)));
    }

    private Mono<Answer> editing(String path, List<Line> lines) {
        return people.calling(
                HttpMethod.PUT, path, json(order(customer.phone(), lines.toArray(Line[]::new))), customer.token(), "");
    }

    private Mono<Answer> cancelling(String path, String token) {
        return people.calling(HttpMethod.POST, path + "/cancel", "", token, "");
    }

    private static String path(Answer placed) {
        assertThat(placed.status()).as(placed.body()).isEqualTo(201);
        return SignedIn.path(placed.json());
    }

    private static Map<String, Object> order(String phone, Line... lines) {
        var order = new LinkedHashMap<>(Api.someOrder(phone));
        order.put(
                "items",
                Arrays.stream(lines)
                        .map(line -> Map.of("product_id", line.product(), "quantity", line.quantity()))
                        .toList());
        return order;
    }

    private long available(String product) {
        return database.count("select available from stock where product_id = $1", product);
    }

    private long held(String product) {
        return database.count("select coalesce(sum(from_stock), 0) from order_items where product_id = $1", product);
    }

    private void stock(String product, int available) {
        list(product, Integer.toString(available));
    }

    /** A product for 1.00. */
    private void list(String product, String available) {
        put("product_id,currency,amount_minor,available\n" + product + ",BDT,100," + available + "\n", "?part=true");
    }

    private void put(String csv, String query) {
        var answer = Api.answer(putting(csv, query, accounts.admin()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private Mono<Answer> putting(String csv, String query, String admin) {
        return api.unchecked(HttpMethod.PUT, "/api/v1/prices" + query, csv, headers -> {
            headers.setBearerAuth(admin);
            headers.setContentType(MediaType.parseMediaType("text/csv"));
        });
    }

    private static String json(Object value) {
        return new ObjectMapper().writeValueAsString(value);
    }
}
