package io.ordergate.ordering;

import static io.ordergate.ordering.SignedIn.content;
import static io.ordergate.ordering.SignedIn.refused;
import static io.ordergate.testing.Api.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Only its customer gives an order another content, before it is processed, and never over somebody else's change. */
@IntegrationTest
class EditingTests {

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    private SignedIn people;
    private String customer;

    @BeforeEach
    void signIn() {
        people = new SignedIn(api, database);
        customer = accounts.customer();
    }

    @Test
    void everythingTheOrderSaysIsReplaced() {
        var path = SignedIn.path(people.place(customer, withLines(3, "note", "Ring twice")));
        var edited = people.edit(path, withLines(1, "customer_name", "Karim"), customer, "\"1\"");
        assertThat(edited.status()).as(edited.body()).isEqualTo(200);
        assertThat(edited.header("ETag")).isEqualTo("\"2\"");
        assertThat(edited.field("customer_name")).isEqualTo("Karim");
        assertThat(edited.json().has("note")).isFalse();
        assertThat(edited.json().path("items").size()).isEqualTo(1);
        assertThat(people.get(path, customer).json()).isEqualTo(edited.json());
        assertThat(people.edit(path, withLines(4), customer, "")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(4);
        var last = people.history(path, customer).get(2);
        assertThat(last.path("from")).isEqualTo(last.path("to"));
        assertThat(database.count(
                        "select count(*) from outbox where topic = 'order.changed' and subject_id = $1::uuid",
                        SignedIn.id(path)))
                .isEqualTo(2);
    }

    @Test
    void whatCostsNothingIsPaidAtOnceAndCanBeChanged() {
        var free = List.of(Map.of("title", "A sample", "unit_price", "0.00", "quantity", 1));
        var content = content("A sample");
        content.put("items", free);
        var placed = people.place(customer, content);
        assertThat(placed.path("payment_status").asString()).isEqualTo("paid");
        var path = SignedIn.path(placed);
        var dearer = people.edit(path, withLines(1), customer, "");
        assertThat(dearer.status()).as(dearer.body()).isEqualTo(200);
        assertThat(dearer.field("payment_status")).isEqualTo("pending");
        assertThat(people.edit(path, content, customer, "").field("payment_status"))
                .isEqualTo("paid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2\"",
                "\"0\"",
                "W/\"2\"",
                "\"2-gzip\"",
                "\"1-\"",
                "\"1-other\"",
                "w/\"1\"",
                "1",
                "nonsense",
                "\"2\", \"3\""
            })
    void anotherVersionIsRefused(String ifMatch) {
        var path = people.placed(customer);
        refused(people.edit(path, withLines(1), customer, ifMatch), 412, "stale-version");
        assertThat(people.get(path, customer).header("ETag")).isEqualTo("\"1\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1\"",
                "*",
                "\"7\", \"1\"",
                "",
                "W/\"1\"",
                "\"1-gzip\"",
                "W/\"1-gzip\"",
                "\"1--gzip\"",
                "\"1;gzip\"",
                "\"1-br\"",
                "\"7\", W/\"1\"",
                "W/\"7\",W/\"1\""
            })
    void thisVersionIsTaken(String ifMatch) {
        assertThat(people.edit(people.placed(customer), withLines(1), customer, ifMatch)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void otherChangesHonourTheVersionToo() {
        var path = people.placed(customer);
        var move = "{\"status\":\"processing\"}";
        refused(
                Api.answer(people.calling(HttpMethod.PATCH, path + "/status", move, accounts.vendor(), "\"2\"")),
                412,
                "stale-version");
        refused(
                Api.answer(people.calling(HttpMethod.POST, path + "/cancel", "", customer, "\"2\"")),
                412,
                "stale-version");
    }

    @ParameterizedTest
    @EnumSource
    void onlyBeforeItIsProcessed(OrderStatus status) {
        var answer = people.edit(people.placed(customer, status), withLines(2), customer, "");
        if (status == OrderStatus.PENDING || status == OrderStatus.VERIFIED) {
            assertThat(answer.status()).isEqualTo(200);
        } else {
            refused(answer, 409, "not-editable");
        }
    }

    @Test
    void notWhenItIsPaid() {
        var path = people.placed(customer);
        database.run("update orders set payment_status = 'paid' where id = $1::uuid", SignedIn.id(path));
        refused(people.edit(path, withLines(2), customer, ""), 409, "not-editable");
    }

    @Test
    void staffDoNotPutWordsIntoTheCustomersMouth() {
        refused(people.edit(people.placed(customer), withLines(2), accounts.admin(), ""), 403, "forbidden");
    }

    @Test
    void anOrderThatACodeHasConfirmedKeepsItsPhone() {
        var account = accounts.account("customer");
        var placed = api.verify(api.session(account.phone()), api.code(account.phone()));
        var path = SignedIn.path(placed.json());
        refused(
                people.edit(path, content("Lalsalu", "phone_number", Api.somePhone()), account.token(), ""),
                400,
                "invalid-request");
        assertThat(people.edit(path, content("Lalsalu"), account.token(), "").field("phone_number"))
                .isEqualTo(account.phone());
    }

    @RepeatedTest(3)
    void ofManyEditsOfOneVersionOneWins() {
        var path = people.placed(customer);
        var answers = atOnce(edits(path, "\"1\""));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 412)).hasSize(19);
        assertWhole(path);
    }

    @RepeatedTest(3)
    void editsAtOnceWithoutAVersionLeaveOneOfThemWhole() {
        var path = people.placed(customer);
        var answers = atOnce(edits(path, ""));
        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 409).contains(200);
        assertWhole(path);
        assertThat(people.history(path, customer))
                .hasSize(1
                        + (int) answers.stream()
                                .filter(answer -> answer.status() == 200)
                                .count());
    }

    /** Checks that the lines are those of one edit, and add up. */
    private void assertWhole(String path) {
        var order = people.get(path, customer).json();
        var lines = order.path("items").size();
        assertThat(order.path("customer_name").asString()).isEqualTo("Customer " + lines);
        assertThat(order.path("total_amount").asString()).isEqualTo(lines + ".00");
        assertThat(database.count("select count(*) from order_items where order_id = $1::uuid", SignedIn.id(path)))
                .isEqualTo(lines);
    }

    private List<Mono<Answer>> edits(String path, String ifMatch) {
        var edits = new ArrayList<Mono<Answer>>();
        for (var lines = 1; lines <= 20; lines++) {
            var body = new JsonMapper().writeValueAsString(withLines(lines, "customer_name", "Customer " + lines));
            edits.add(people.calling(HttpMethod.PUT, path, body, customer, ifMatch));
        }
        return edits;
    }

    private static Map<String, Object> withLines(int count, String... more) {
        var content = content("Lalsalu", more);
        content.put(
                "items",
                IntStream.range(0, count)
                        .mapToObj(line -> Map.of("title", "Line " + line, "unit_price", "1.00"))
                        .toList());
        return content;
    }
}
