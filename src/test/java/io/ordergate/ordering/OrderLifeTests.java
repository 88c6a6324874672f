package io.ordergate.ordering;

import static io.ordergate.ordering.SignedIn.refused;
import static io.ordergate.ordering.model.OrderStatus.CANCELLED;
import static io.ordergate.ordering.model.OrderStatus.PROCESSING;
import static io.ordergate.testing.Api.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Orders change as the table of statuses says, one step at a time, whoever asks. */
@IntegrationTest
class OrderLifeTests {

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    private SignedIn people;
    private String customer;
    private String vendor;

    @BeforeEach
    void signIn() {
        people = new SignedIn(api, database);
        customer = accounts.customer();
        vendor = accounts.vendor();
    }

    @Test
    void everyPairOfStatesIsAllowedOrRefusedByTheTable() {
        for (var from : OrderStatus.values()) {
            for (var to : OrderStatus.values()) {
                var path = people.placed(customer, from);
                var answer = people.move(path, to, vendor);
                if (from.next().contains(to)) {
                    assertThat(answer.status()).as(from + " to " + to).isEqualTo(200);
                    assertThat(answer.field("status")).isEqualTo(to.id());
                } else {
                    refused(answer, 409, "illegal-transition");
                    assertThat(people.get(path, vendor).field("status")).isEqualTo(from.id());
                }
            }
        }
    }

    @Test
    void theDatabaseItselfKnowsTheTable() {
        for (var from : OrderStatus.values()) {
            for (var to : OrderStatus.values()) {
                var id = SignedIn.id(people.placed(customer, from));
                if (from.next().contains(to) || from == to) {
                    setStatus(id, to);
                } else {
                    assertThatThrownBy(() -> setStatus(id, to))
                            .as(from + " to " + to)
                            .hasMessageContaining("an order does not go from " + from.id() + " to " + to.id());
                }
            }
        }
    }

    @Test
    void theHistoryCannotBeRewritten() {
        var id = SignedIn.id(people.placed(customer));
        for (var sql : List.of(
                "update order_events set note = 'never' where order_id = $1::uuid",
                "delete from order_events where order_id = $1::uuid",
                "delete from orders where id = $1::uuid")) {
            assertThatThrownBy(() -> database.run(sql, id)).hasMessageContaining("append-only");
        }
        assertThatThrownBy(() -> database.run("truncate orders cascade")).hasMessageContaining("append-only");
    }

    @Test
    void theCustomerCancelsUntilTheOrderIsShipped() {
        for (var status : OrderStatus.values()) {
            var path = people.placed(customer, status);
            var answer = people.cancel(path, customer);
            if (status == CANCELLED || status.next().contains(CANCELLED)) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.field("status")).isEqualTo("cancelled");
            } else {
                refused(answer, 409, "illegal-transition");
            }
        }
    }

    @Test
    void deletingIsCancellingAndCanBeRepeated() {
        var path = people.placed(customer);
        for (var time = 0; time < 2; time++) {
            assertThat(Api.answer(people.calling(HttpMethod.DELETE, path, "", customer, ""))
                            .status())
                    .isEqualTo(204);
        }
        assertThat(people.get(path, customer).field("status")).isEqualTo("cancelled");
        assertThat(people.history(path, vendor)).hasSize(2);
        var shipped = people.placed(customer, OrderStatus.SHIPPED);
        refused(Api.answer(people.calling(HttpMethod.DELETE, shipped, "", customer, "")), 409, "illegal-transition");
    }

    @Test
    void staffSayWhyAndTheHistoryTellsWho() {
        var admin = accounts.account("admin");
        var path = people.placed(customer);
        people.move(path, PROCESSING, vendor);
        var why = Map.of("status", "cancelled", "note", "  Sold out. ");
        people.send(HttpMethod.PUT, path + "/status", why, admin.token());
        var history = people.history(path, vendor);
        assertThat(history)
                .extracting(event -> event.path("actor").asString())
                .containsExactly("customer", "vendor", "admin");
        assertThat(history.get(2).path("note").asString()).isEqualTo("Sold out.");
        assertThat(history.get(2).path("actor_id").asString())
                .isEqualTo(admin.id().toString());
        assertThat(history.get(2).path("request_id").asString()).isNotEmpty();
        assertThat(people.history(path, customer))
                .allMatch(event -> !event.has("actor_id") && !event.has("request_id"));
        assertThat(database.count(
                        "select count(*) from outbox where topic = 'order.changed' and subject_id = $1::uuid",
                        SignedIn.id(path)))
                .isEqualTo(2);
        assertThat(database.rows("""
                        select payload->>'version' v, payload->>'from' f, payload->>'to' t, payload->>'actor' a
                          from outbox where topic = 'order.changed' and subject_id = $1::uuid order by id limit 1""", SignedIn.id(path)))
                .containsExactly(Map.of("v", "2", "f", "pending", "t", "processing", "a", "vendor"));
    }

    @Test
    void theHistoryHasPages() {
        var path = people.placed(customer);
        people.move(path, PROCESSING, vendor);
        people.cancel(path, customer);
        var first = people.get(path + "/history?limit=2", customer);
        assertThat(first.json().path("items").size()).isEqualTo(2);
        var second = people.get(path + "/history?limit=2&cursor=" + first.field("next_cursor"), customer);
        assertThat(second.json().path("items").get(0).path("version").asInt()).isEqualTo(3);
        assertThat(second.json().has("next_cursor")).isFalse();
    }

    @RepeatedTest(3)
    void ofFiftyAtOnceEachStepHasOneWinner() {
        var path = people.placed(customer);
        var calls = new ArrayList<Mono<Answer>>();
        for (var target : List.of("processing", "shipped", "delivered", "completed", "cancelled")) {
            calls.addAll(Collections.nCopies(
                    10, people.sending(HttpMethod.PATCH, path + "/status", Map.of("status", target), vendor)));
        }
        Collections.shuffle(calls);
        var answers = atOnce(calls);
        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 409);
        var history = people.history(path, vendor);
        var won = answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(won).isNotEmpty().hasSize(history.size() - 1);
        assertThat(won)
                .extracting(answer -> answer.json().path("version").asInt())
                .doesNotHaveDuplicates();
        assertWalk(history);
        assertThat(people.get(path, vendor).json().path("version").asInt()).isEqualTo(history.size());
    }

    /** Checks that each event begins with the status in which the one before ended, and goes where the table allows. */
    private static void assertWalk(List<JsonNode> history) {
        IntStream.range(1, history.size()).forEach(index -> {
            var event = history.get(index);
            assertThat(event.path("version").asInt()).isEqualTo(index + 1);
            assertThat(event.path("from")).isEqualTo(history.get(index - 1).path("to"));
            assertThat(OrderStatus.ofId(event.path("from").asString()).next())
                    .contains(OrderStatus.ofId(event.path("to").asString()));
            assertThat(at(event)).isAfterOrEqualTo(at(history.get(index - 1)));
        });
    }

    private static Instant at(JsonNode event) {
        return Instant.parse(event.path("at").asString());
    }

    private void setStatus(String id, OrderStatus status) {
        database.run("update orders set status = $1 where id = $2::uuid", status.id(), id);
    }
}
