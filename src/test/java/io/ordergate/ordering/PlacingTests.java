package io.ordergate.ordering;

import static io.ordergate.ordering.SignedIn.ORDERS;
import static io.ordergate.ordering.SignedIn.content;
import static io.ordergate.ordering.SignedIn.refused;
import static io.ordergate.testing.Api.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** People who are signed in place orders, and repeat the call safely. */
@IntegrationTest
class PlacingTests {

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    private SignedIn people;
    private Accounts.Account customer;

    @BeforeEach
    void signIn() {
        people = new SignedIn(api, database);
        customer = accounts.account("customer");
    }

    @Test
    void theOrderIsPendingAndTheCallers() {
        var answer = people.send(HttpMethod.POST, ORDERS, content("Lalsalu"), customer.token());
        assertThat(answer.status()).isEqualTo(201);
        var order = answer.json();
        assertThat(order.path("status").asString()).isEqualTo("pending");
        assertThat(order.path("fulfilment").asString()).isEqualTo("manual");
        assertThat(order.path("customer_id").asString()).isEqualTo(customer.id().toString());
        assertThat(order.path("phone_number").asString()).isEqualTo(customer.phone());
        assertThat(order.path("total_amount").asString()).isEqualTo("900.00");
        assertThat(answer.header("Location")).isEqualTo(SignedIn.path(order));
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertThat(people.get(answer.header("Location"), customer.token()).json())
                .isEqualTo(order);
        assertThat(database.count(
                        "select count(*) from outbox where topic = 'order.placed' and subject_id = $1::uuid",
                        order.path("id").asString()))
                .isEqualTo(1);
        assertThat(database.rows(
                        "select actor, actor_id, to_status from order_events where order_id = $1::uuid",
                        order.path("id").asString()))
                .containsExactly(Map.of("actor", "customer", "actor_id", customer.id(), "to_status", "pending"));
    }

    @Test
    void aGuestOrdersForTheProvenPhoneOnly() {
        var phone = Api.somePhone();
        var guest = accounts.guest(phone);
        assertThat(people.place(guest, content("Lalsalu")).path("phone_number").asString())
                .isEqualTo(phone);
        assertThat(people.place(guest, content("Lalsalu", "phone_number", phone))
                        .has("customer_id"))
                .isFalse();
        var other = people.send(HttpMethod.POST, ORDERS, content("Lalsalu", "phone_number", Api.somePhone()), guest);
        refused(other, 400, "invalid-request");
        assertThat(other.body()).contains("phone_number");
    }

    @Test
    void theHolderOfThePhoneSeesTheOrderToo() {
        var phone = Api.somePhone();
        var path = SignedIn.path(people.place(customer.token(), content("Lalsalu", "phone_number", phone)));
        assertThat(people.get(path, accounts.guest(phone)).status()).isEqualTo(200);
        assertThat(people.get(path, customer.token()).status()).isEqualTo(200);
        assertThat(people.get(path, accounts.customer()).status()).isEqualTo(404);
    }

    @Test
    void clientsDoNotSetWhatIsNotTheirs() {
        var order =
                people.place(customer.token(), content("Lalsalu", "status", "completed", "fulfilment", "automatic"));
        assertThat(order.path("status").asString()).isEqualTo("pending");
        assertThat(order.path("fulfilment").asString()).isEqualTo("manual");
        refused(
                people.send(HttpMethod.POST, ORDERS, content("Lalsalu", "total_amount", "1.00"), customer.token()),
                400,
                "invalid-request");
    }

    @RepeatedTest(3)
    void ofFiftyEqualRequestsAtOnceOneMakesAnOrder() {
        var key = UUID.randomUUID().toString();
        var answers = atOnce(Collections.nCopies(50, placing(key, content("Lalsalu"), customer.token())));
        assertThat(answers).extracting(Answer::status).isSubsetOf(201, 409).contains(201);
        assertThat(answers).filteredOn(answer -> answer.status() == 409).allMatch(answer -> answer.field("code")
                .equals("request-in-progress"));
        var made = answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(made).extracting(Answer::body).containsOnly(made.get(0).body());
        assertThat(orders()).isEqualTo(1);
        var repeated = Api.answer(placing(key, content("Lalsalu"), customer.token()));
        assertThat(repeated.status()).isEqualTo(201);
        assertThat(repeated.body()).isEqualTo(made.get(0).body());
        assertThat(repeated.header("Location")).isEqualTo(made.get(0).header("Location"));
        assertThat(repeated.header("ETag")).isEqualTo("\"1\"");
        assertThat(repeated.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void aKeyBelongsToOneBodyAndOneCaller() {
        var key = UUID.randomUUID().toString();
        var first = Api.answer(placing(key, content("Lalsalu"), customer.token()));
        refused(Api.answer(placing(key, content("Another"), customer.token())), 422, "idempotency-key-reused");
        var other = Api.answer(placing(key, content("Lalsalu"), accounts.customer()));
        assertThat(other.status()).isEqualTo(201);
        assertThat(other.field("id")).isNotEqualTo(first.field("id"));
        refused(Api.answer(placing("no key", content("Lalsalu"), customer.token())), 400, "invalid-idempotency-key");
    }

    @Test
    void whatWasRefusedIsNotKept() {
        var key = UUID.randomUUID().toString();
        refused(
                Api.answer(placing(key, content("Lalsalu", "currency", "XXX"), customer.token())),
                400,
                "invalid-request");
        assertThat(Api.answer(placing(key, content("Lalsalu"), customer.token()))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        var key = UUID.randomUUID().toString();
        var first = Api.answer(placing(key, content("Lalsalu"), customer.token()));
        database.run(
                "update idempotency_keys set created_at = now() - interval '25 hours' where subject_id = $1::uuid",
                first.field("id"));
        var second = Api.answer(placing(key, content("Lalsalu"), customer.token()));
        assertThat(second.field("id")).isNotEqualTo(first.field("id"));
        var repeated = Api.answer(placing(key, content("Lalsalu"), customer.token()));
        assertThat(repeated.field("id")).isEqualTo(second.field("id"));
    }

    @Test
    void erasingTheAccountCoversItsOrdersAndKeptAnswers() {
        var phone = Api.somePhone();
        var key = UUID.randomUUID().toString();
        var placed = Api.answer(placing(key, content("Lalsalu", "phone_number", phone), customer.token()));
        refused(erase(), 409, "open-orders");
        assertThat(people.cancel(placed.header("Location"), customer.token()).status())
                .isEqualTo(200);
        assertThat(erase().status()).isEqualTo(204);
        var left = database.rows("select * from orders where id = $1::uuid", placed.field("id"))
                .get(0);
        for (var column : new String[] {"phone", "customer_name", "address", "note"}) {
            assertThat(left.get(column)).as(column).isNull();
        }
        assertThat(left.get("search").toString()).contains("lalsalu").doesNotContain("rahim");
        assertThat(database.count(
                        "select count(*) from idempotency_keys where subject_id = $1::uuid", placed.field("id")))
                .isZero();
    }

    private Answer erase() {
        var shown = api.confirmation(customer.phone(), customer.token());
        return Api.answer(people.calling(
                HttpMethod.DELETE,
                "/api/v1/users/me",
                new JsonMapper().writeValueAsString(shown),
                customer.token(),
                ""));
    }

    private long orders() {
        return database.count("select count(*) from orders where customer_id = $1", customer.id());
    }

    private Mono<Answer> placing(String key, Map<String, Object> content, String token) {
        return api.posting(ORDERS, content, headers -> {
            headers.setBearerAuth(token);
            headers.set("Idempotency-Key", key);
        });
    }
}
