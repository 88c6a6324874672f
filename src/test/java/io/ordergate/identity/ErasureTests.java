package io.ordergate.identity;

import static io.ordergate.identity.signin.People.ME;
import static io.ordergate.identity.signin.People.PASSWORD;
import static io.ordergate.testing.Api.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.identity.signin.People;
import io.ordergate.identity.signin.People.Person;
import io.ordergate.support.database.DatabaseAddress;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.TestDatabase;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@IntegrationTest
@Import(People.class)
class ErasureTests {

    private static final Map<String, Object> CONFIRMED = Map.of("current_password", PASSWORD);

    @Autowired
    private People people;

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @Test
    void nothingPersonalOfAnAccountStays() {
        var person = people.customer();
        var elsewhere = people.again(person);
        assertThat(people.erase(person, CONFIRMED).status()).isEqualTo(204);
        var left =
                database.rows("select * from users where id = $1", person.id()).get(0);
        assertThat(left).containsEntry("name", "").containsEntry("active", false);
        assertThat(left.get("erased_at")).isNotNull();
        for (var column : List.of("email", "password_hash", "phone", "country", "claimed_phone")) {
            assertThat(left.get(column)).as(column).isNull();
        }
        assertThat(left.get("search").toString()).isBlank();
        assertThat(people.get(ME, person.token()).status()).isEqualTo(401);
        assertThat(people.get(ME, elsewhere.token()).status()).isEqualTo(401);
        assertThat(people.erase(person, CONFIRMED).status()).isEqualTo(401);
        assertThat(people.events("account-erased", person.id(), person.id())).isEqualTo(1);
        assertThat(rowsThatMention(person)).isZero();
    }

    @Test
    void whatWasErasedNeverComesBack() {
        var person = people.withoutPassword();
        people.erase(person, people.confirmed(person, Map.of()));
        assertThatThrownBy(() -> database.run("update users set phone = '+8801700000099' where id = $1", person.id()))
                .hasMessageContaining("users_erased_are_empty");
        assertThatThrownBy(() -> database.run("update users set active = true where id = $1", person.id()))
                .hasMessageContaining("users_erased_are_empty");
    }

    @Test
    void ordersKeepWhatTheShopMustKeepAndNothingElse() {
        var person = people.customer();
        var strangers = orderOf(Api.somePhone(), "delivered");
        var order = orderOf(phone(person), "delivered");
        var cancelled = orderOf(phone(person), "cancelled");
        var admin = people.admin();
        var before = people.get("/api/v1/orders/" + order, admin.token());
        assertThat(people.erase(person, CONFIRMED).status()).isEqualTo(204);
        var after = people.get("/api/v1/orders/" + order, admin.token());
        for (var field : List.of("phone_number", "customer_name", "address", "note")) {
            assertThat(after.json().has(field)).as(field).isFalse();
        }
        for (var field : List.of(
                "id",
                "order_number",
                "status",
                "payment_method",
                "payment_status",
                "currency",
                "total_amount",
                "items",
                "created_at",
                "updated_at")) {
            assertThat(after.json().path(field))
                    .as(field)
                    .isEqualTo(before.json().path(field));
        }
        assertThat(after.header("ETag"))
                .as("nobody may go on showing the old one")
                .isNotEqualTo(before.header("ETag"));
        assertThat(database.rows(
                        "select actor, from_status, to_status, note from order_events where order_id = $1 and version = 2",
                        order))
                .containsExactly(Map.of(
                        "actor", "customer",
                        "from_status", "delivered",
                        "to_status", "delivered",
                        "note", "personal data erased"));
        assertThat(people.get("/api/v1/orders/" + cancelled, admin.token())
                        .json()
                        .has("address"))
                .isFalse();
        assertThat(people.get("/api/v1/orders/" + strangers, admin.token())
                        .json()
                        .has("address"))
                .isTrue();
        assertThat(rowsThatMention(person)).isZero();
    }

    @Test
    void aGuestsTokenOfThePhoneOpensNothingAnyMore() {
        var person = people.withoutPassword();
        var placed = api.verify(api.session(phone(person)), api.code(phone(person)));
        var path = "/api/v1/orders/" + placed.field("id");
        assertThat(api.get(path, placed.field("access_token")).status()).isEqualTo(200);
        database.force("update orders set status = 'completed' where phone = $1", person.phone());
        people.erase(person, people.confirmed(person, Map.of()));
        assertThat(api.get(path, placed.field("access_token")).status()).isEqualTo(401);
        var another = api.verify(api.session(phone(person)), api.code(phone(person)));
        assertThat(another.status()).as("the number's next customer").isEqualTo(201);
        var mine = "/api/v1/orders/" + another.field("id");
        assertThat(people.get(mine, another.field("access_token")).status())
                .isIn(200, 401); // 401 within the same second
    }

    @Test
    void formerNumbersAreForgottenAsFarAsTheyWereTheAccounts() {
        var person = people.withoutPassword();
        var former = Api.somePhone();
        var stranger = Api.somePhone();
        api.session(former);
        database.run(
                "insert into former_phones (id, user_id, phone, left_at) values (gen_random_uuid(), $1, $2, now())",
                person.id(),
                former);
        database.run(
                "insert into former_phones (id, user_id, phone, left_at) values (gen_random_uuid(), $1, $2, $3::timestamptz)",
                person.id(),
                stranger,
                "2026-01-01T00:00:00Z");
        api.session(stranger);
        assertThat(people.erase(person, people.confirmed(person, Map.of())).status())
                .isEqualTo(204);
        assertThat(database.count("select count(*) from challenges where phone = $1", former))
                .isZero();
        assertThat(database.count("select count(*) from challenges where phone = $1", stranger))
                .as("the codes of whoever has the number now")
                .isEqualTo(1);
        assertThat(database.count("select count(*) from former_phones where user_id = $1", person.id()))
                .isZero();
        assertThat(rowsThatMention(person)).isZero();
    }

    @Test
    void aVerifiedOrderIsNotGivenOutAgain() {
        var person = people.withoutPassword();
        var session = api.session(phone(person));
        var code = api.code(phone(person));
        assertThat(api.verify(session, code, "key-" + person.id()).status()).isEqualTo(201);
        database.force("update orders set status = 'completed' where phone = $1", person.phone());
        people.erase(person, people.confirmed(person, Map.of()));
        assertThat(api.verify(session, code, "key-" + person.id()).field("code"))
                .isEqualTo("invalid-session");
    }

    @Test
    void codesUnderWayAreForgotten() {
        var person = people.withoutPassword();
        var session = api.session(phone(person));
        var code = api.code(phone(person));
        assertThat(people.erase(person, people.confirmed(person, Map.of())).status())
                .isEqualTo(204);
        assertThat(database.count("select count(*) from challenges where phone = $1", person.phone()))
                .isZero();
        assertThat(api.verify(session, code).field("code")).isEqualTo("invalid-session");
        assertThat(database.count("select count(*) from orders where phone = $1", person.phone()))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancelled", "returned", "refused"})
    void anUndoneOrderDoesNotStopItAndForgetsItsWords(String status) {
        var person = people.customer();
        var order = orderOf(phone(person), status);
        database.force("""
                update orders set status_reason = 'Too slow, said Rahim', carrier = 'Pathao', tracking_number = 'DL1',
                       tracking_url = 'https://parcel.example/DL1' where id = $1""", order);
        assertThat(people.erase(person, CONFIRMED).status()).isEqualTo(204);
        assertThat(database.count("""
                        select count(*) from orders where id = $1 and status = $2 and carrier = 'Pathao'
                           and coalesce(status_reason, tracking_number, tracking_url) is null""", order, status)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "verified", "processing", "shipped"})
    void anOrderOnItsWayStopsIt(String status) {
        var person = people.customer();
        var order = orderOf(phone(person), status);
        api.session(phone(person));
        refused(people.erase(person, CONFIRMED), 409, "open-orders");
        assertThat(people.get(ME, person.token()).field("email")).isEqualTo(person.email());
        assertThat(database.count(
                        "select count(*) from challenges where phone = $1 and consumed_at is null", person.phone()))
                .as("nothing is done by half")
                .isEqualTo(1);
        database.force("update orders set status = 'delivered' where id = $1", order);
        assertThat(people.erase(person, CONFIRMED).status()).isEqualTo(204);
    }

    @Test
    void thePasswordIsNeededWhereThereIsOne() {
        var person = people.customer();
        var missing = people.erase(person, null);
        refused(missing, 400, "invalid-request");
        assertThat(missing.body()).contains("current_password");
        refused(people.erase(person, Map.of("current_password", "another")), 403, "wrong-password");
        assertThat(people.get(ME, person.token()).status()).isEqualTo(200);
        refused(people.erase(people.withoutPassword(), Map.of()), 400, "invalid-request");
    }

    @Test
    void theLastAdminStays() {
        var admin = people.admin();
        people.onlyAdmins(admin);
        refused(people.erase(admin, CONFIRMED), 409, "last-admin");
        var second = people.admin();
        assertThat(people.erase(admin, CONFIRMED).status()).isEqualTo(204);
        refused(people.erase(second, CONFIRMED), 409, "last-admin");
    }

    @RepeatedTest(10)
    void anOrderConfirmedAtTheSameTimeIsSeenOrNeverMade() {
        var person = people.withoutPassword();
        var session = api.session(phone(person));
        var verify =
                api.posting("/api/v1/orders/verify", Api.verification(session, api.code(phone(person))), headers -> {});
        var statuses = atOnce(List.of(verify, people.erasing(person, people.confirmed(person, Map.of())))).stream()
                .map(Answer::status)
                .sorted()
                .toList();
        assertThat(statuses).isIn(List.of(201, 409), List.of(204, 401));
        assertThat(database.count("select count(*) from orders where phone = $1", person.phone()))
                .isEqualTo(statuses.get(0) == 201 ? 1 : 0);
    }

    @RepeatedTest(3)
    void ofManyErasuresAtOnceOneIsRecorded() {
        var person = people.withoutPassword();
        var answers =
                atOnce(java.util.Collections.nCopies(6, people.erasing(person, people.confirmed(person, Map.of()))));
        assertThat(answers.stream().filter(answer -> answer.status() == 204)).hasSize(1);
        assertThat(answers).allMatch(answer -> List.of(204, 401, 503).contains(answer.status()));
        assertThat(people.events("account-erased", person.id(), person.id())).isEqualTo(1);
    }

    @Test
    void aClientThatHangsUpDoesNotStopIt() throws SQLException {
        var person = people.withoutPassword();
        orderOf(phone(person), "delivered");
        var address = DatabaseAddress.parse(TestDatabase.url());
        try (var holder = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var statement = holder.prepareStatement("select pg_backend_pid() from users where id = ? for update")) {
            holder.setAutoCommit(false);
            statement.setObject(1, person.id());
            var held = statement.executeQuery();
            held.next();
            var call =
                    people.erasing(person, people.confirmed(person, Map.of())).subscribe(answer -> {}, error -> {});
            await("select count(*) from pg_stat_activity where " + held.getInt(1) + " = any (pg_blocking_pids(pid))");
            call.dispose();
            holder.rollback();
        }
        await("select count(*) from users where erased_at is not null and id = '" + person.id() + "'");
        assertThat(rowsThatMention(person)).isZero();
    }

    private void await(String sql) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> database.count(sql) > 0);
    }

    private static String phone(Person person) {
        return String.valueOf(person.phone());
    }

    private UUID orderOf(String phone, String status) {
        var id = UUID.fromString(api.verify(api.session(phone), api.code(phone)).field("id"));
        database.force("update orders set status = $1, note = 'Ring twice' where id = $2", status, id);
        return id;
    }

    /** In whatever table and column: rows are compared as text. Counts of wrong guesses are kept, there are none here. */
    private long rowsThatMention(Person person) {
        return database.rows("select table_name from information_schema.tables where table_schema = 'public'").stream()
                .map(row -> row.get("table_name").toString())
                .mapToLong(table -> database.count(
                        "select count(*) from " + table + " t where t::text like $1 or t::text like $2",
                        "%" + person.email() + "%",
                        "%" + (person.phone() == null ? person.email() : person.phone()) + "%"))
                .sum();
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.field("code")).isEqualTo(code);
    }
}
