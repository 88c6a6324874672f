package io.ordergate.ordering;

import static io.ordergate.ordering.SignedIn.ORDERS;
import static io.ordergate.ordering.SignedIn.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;

/** Lists show callers their orders, and strangers nothing. */
@IntegrationTest
class OrderListTests {

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    private SignedIn people;
    private Accounts.Account customer;
    private String vendor;

    @BeforeEach
    void signIn() {
        people = new SignedIn(api, database);
        customer = accounts.account("customer");
        vendor = accounts.vendor();
    }

    @Test
    void pagesGoFromTheNewestToTheOldestAndSkipNothing() {
        var made = Stream.generate(() -> people.placed(customer.token()))
                .limit(5)
                .map(SignedIn::id)
                .toList();
        var seen = new ArrayList<String>();
        var answer = list("?limit=2", vendor);
        while (!seen.contains(made.get(0))) {
            seen.addAll(ids(answer));
            people.placed(customer.token()); // what is placed meanwhile stands in front and moves nothing
            answer = list("?limit=2&cursor=" + answer.field("next_cursor"), vendor);
        }
        assertThat(seen).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(seen)
                .containsSubsequence(
                        made.stream().sorted(Comparator.reverseOrder()).toList());
    }

    /** The lists of the replaced services. */
    @Test
    void oldListsSkipWhatTheyAreTold() {
        var made = Stream.generate(() -> SignedIn.id(people.placed(customer.token())))
                .limit(5)
                .sorted(Comparator.reverseOrder())
                .toList();
        for (var path : List.of("/orders", "/api/orders")) {
            assertThat(old(path, customer.token())).isEqualTo(made);
            assertThat(old(path + "?skip=0&limit=2", customer.token())).isEqualTo(made.subList(0, 2));
            assertThat(old(path + "?skip=3&limit=100", customer.token())).isEqualTo(made.subList(3, 5));
            assertThat(old(path + "?skip=5", customer.token())).isEmpty();
            assertThat(old(path + "?skip=10000", customer.token())).isEmpty();
            assertThat(old(path + "?skip=1&limit=1", vendor)).hasSize(1);
            assertThat(people.get(path + "?skip=10001", customer.token()).status())
                    .isEqualTo(400);
        }
    }

    private List<String> old(String path, String token) {
        var answer = people.get(path, token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json()
                .valueStream()
                .map(order -> order.path("id").asString())
                .toList();
    }

    @Test
    void everybodySeesTheirOwnAndStaffSeeAll() {
        var phone = customer.phone();
        var byCode = api.verify(api.session(phone), api.code(phone)).field("id");
        var elsewhere = people.place(customer.token(), content("Lalsalu", "phone_number", Api.somePhone()))
                .path("id")
                .asString();
        var both = SignedIn.id(people.placed(customer.token()));
        var vendors = SignedIn.id(people.placed(vendor));
        assertThat(ids(list("", customer.token()))).containsExactly(both, elsewhere, byCode);
        assertThat(ids(list("?limit=2", customer.token()))).containsExactly(both, elsewhere);
        assertThat(ids(list("", accounts.guest(phone)))).containsExactly(both, byCode);
        assertThat(ids(list("", accounts.customer()))).isEmpty();
        assertThat(ids(list("", vendor))).contains(byCode, elsewhere, both, vendors);
        assertThat(ids(get(ORDERS + "/my", vendor))).containsExactly(vendors);
        assertThat(ids(get(ORDERS + "/my", customer.token()))).hasSize(3);
    }

    @Test
    void theListIsFiltered() {
        var word = "w" + UUID.randomUUID().toString().replace("-", "");
        var first = people.place(customer.token(), content("The " + word + " book"));
        var second = people.place(customer.token(), content("Lalsalu", "customer_name", "Mr " + word));
        var phone = customer.phone().replace("+", "%2B");
        people.cancel(SignedIn.path(second), customer.token());
        for (var token : List.of(customer.token(), vendor)) {
            assertThat(ids(list("?q=" + word.toUpperCase(java.util.Locale.ROOT), token)))
                    .containsExactly(id(second), id(first));
            assertThat(ids(list("?q=" + word + "&status=cancelled", token))).containsExactly(id(second));
            assertThat(ids(list("?q=" + word.replace("w", "%25") + "x", token))).isEmpty();
            assertThat(ids(list("?q=" + first.path("order_number").asString(), token)))
                    .containsExactly(id(first));
            assertThat(ids(list("?phone_number=" + phone, token))).containsExactly(id(second), id(first));
            assertThat(ids(list("?phone_number=" + customer.phone() + "&status=pending", token)))
                    .containsExactly(id(first));
            assertThat(ids(list(range("from", first) + "&q=" + word, token))).containsExactly(id(second), id(first));
            assertThat(ids(list(range("from", second) + "&q=" + word, token))).containsExactly(id(second));
            assertThat(ids(list(range("to", second) + "&q=" + word, token))).containsExactly(id(first));
            assertThat(ids(list(range("to", first) + "&phone_number=" + phone, token)))
                    .isEmpty();
        }
    }

    @Test
    void twoCharactersAreFoundWhereAWordBegins() {
        var begins = people.place(customer.token(), content("The \u09b2\u09be\u09b2\u09b8\u09be\u09b2\u09c1 of Qyrus"));
        var holds = people.place(customer.token(), content("Aqyrus"));
        for (var token : List.of(customer.token(), vendor)) {
            assertThat(ids(list("?q=QY", token))).contains(id(begins)).doesNotContain(id(holds));
            assertThat(ids(list("?q=%E0%A6%B2%E0%A6%BE", token)))
                    .contains(id(begins))
                    .doesNotContain(id(holds));
            assertThat(ids(list("?q=" + begins.path("order_number").asString().substring(0, 2), token)))
                    .contains(id(begins));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?status=lost",
                "?phone_number=nobody",
                "?q=a",
                "?q=%00%00%00",
                "?from=yesterday",
                "?limit=0",
                "?limit=101",
                "?cursor=nonsense",
                "?status=pending&status=cancelled"
            })
    void whatIsNotUnderstoodIsRefused(String query) {
        assertThat(list(query, vendor).status()).isEqualTo(400);
    }

    /** Somebody else's lock makes every search too long. */
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/csv"})
    void aSearchThatTakesTooLongIsRefused(String accepted) throws SQLException {
        var tokens = List.of(accounts.vendor(), accounts.customer());
        try (var connection = Database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table orders in access exclusive mode");
            for (var token : tokens) {
                var answer = Api.answer(api.call(HttpMethod.GET, ORDERS + "?q=zrare", "", headers -> {
                    headers.setBearerAuth(token);
                    headers.set("Accept", accepted);
                }));
                assertThat(answer.status()).isEqualTo(422);
                assertThat(answer.field("code")).isEqualTo("search-too-common");
            }
        }
        assertThat(api.get(ORDERS + "?q=zrare", tokens.get(0)).status()).isEqualTo(200);
    }

    @Test
    void aStrangersOrderIsLikeNone() {
        var path = people.placed(customer.token());
        var none = ORDERS + "/" + UUID.randomUUID();
        for (var stranger : List.of(accounts.customer(), accounts.guest())) {
            for (var order : List.of(path, none)) {
                assertThat(List.of(
                                get(order, stranger),
                                get(order + "/history", stranger),
                                people.edit(order, content("Lalsalu"), stranger, ""),
                                people.cancel(order, stranger),
                                Api.answer(people.calling(HttpMethod.PATCH, order + "/cancel", "", stranger, "")),
                                Api.answer(people.calling(HttpMethod.DELETE, order, "", stranger, ""))))
                        .extracting(Answer::status, answer -> answer.field("code"), answer -> answer.field("detail"))
                        .containsOnly(org.assertj.core.groups.Tuple.tuple(404, "not-found", "There is no such order."));
                assertThat(people.move(order, OrderStatus.CANCELLED, stranger).status())
                        .isEqualTo(403);
            }
        }
        assertThat(people.move(none, OrderStatus.CANCELLED, vendor).status()).isEqualTo(404);
        assertThat(people.get(path, customer.token()).field("status")).isEqualTo("pending");
    }

    private static String range(String name, tools.jackson.databind.JsonNode order) {
        return "?" + name + "=" + URLEncoder.encode(order.path("created_at").asString(), StandardCharsets.UTF_8);
    }

    private static String id(tools.jackson.databind.JsonNode order) {
        return order.path("id").asString();
    }

    private Answer list(String query, String token) {
        return get(ORDERS + query, token);
    }

    private Answer get(String path, String token) {
        return people.get(path, token);
    }

    private static List<String> ids(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }
}
