package io.ordergate.identity;

import static io.ordergate.identity.signin.People.ME;
import static io.ordergate.identity.signin.People.PASSWORD;
import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.signin.People;
import io.ordergate.identity.signin.People.Person;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;

/** What somebody can do to an account with an access token and nothing else, and what its owner can. */
@IntegrationTest
@Import(People.class)
class BorrowedTokenTests {

    private static final String OTHER = "seven green kites at dawn";
    private static final String PHONE = ME + "/phone";
    private static final String CONFIRM = ME + "/confirm";

    @Autowired
    private People people;

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    private final String thief = somePhone();

    @Test
    void aTokenAloneChangesNothingThatRecognisesTheOwner() {
        for (var person : List.of(people.customer(), people.withoutPassword(), people.vendor(), people.admin())) {
            var before = row(person);
            var refusals = List.of(
                    put(person, Map.of("email", "thief@example.com")),
                    put(person, Map.of("password", OTHER)),
                    put(person, Map.of("password", OTHER, "current_password", "")),
                    put(person, Map.of("password", OTHER, "session_token", "x", "otp", "123456")),
                    put(person, Map.of("phone_number", thief)),
                    call(HttpMethod.PUT, "/api/users/me", Map.of("email", "thief@example.com"), person),
                    people.erase(person, null),
                    people.erase(person, Map.of()),
                    people.erase(person, Map.of("otp", "123456")),
                    call(HttpMethod.POST, PHONE, Map.of("phone_number", thief), person),
                    call(HttpMethod.POST, PHONE, Map.of("phone_number", thief, "current_password", OTHER), person));
            assertThat(refusals).allMatch(answer -> answer.status() >= 400 && answer.status() < 500);
            assertThat(row(person)).isEqualTo(before);
        }
        assertThat(api.texts(thief)).as("the new number is not even texted").isEmpty();
    }

    /** Codes of the thief's own phone, for whatever purpose, and the owner's codes for other things. */
    @Test
    void onlyACodeToThePresentPhoneForThisPurposeCounts() {
        var person = people.withoutPassword();
        var robber = people.withoutPassword();
        var before = row(person);
        var login = api.post("/api/v1/auth/send-otp", Map.of("phone_number", phone(person)));
        var codes = List.of(
                people.confirmed(robber, Map.of("email", "thief@example.com")),
                Map.<String, Object>of(
                        "email", "thief@example.com",
                        "session_token", login.field("session_token"),
                        "otp", api.code(phone(person))),
                Map.<String, Object>of(
                        "email", "thief@example.com",
                        "session_token", api.session(phone(person)),
                        "otp", api.code(phone(person))));
        for (var body : codes) {
            refused(put(person, body), 401, "invalid-session");
        }
        assertThat(row(person)).isEqualTo(before);
    }

    @Test
    void theCodeServesOneRequest() {
        var person = people.withoutPassword();
        var body = people.confirmed(person, Map.of("email", person.email()));
        assertThat(put(person, body).status()).isEqualTo(200);
        var again = new HashMap<>(body);
        again.put("email", "thief@example.com");
        refused(put(person, again), 401, "invalid-session");
        refused(people.erase(person, body), 401, "invalid-session");
    }

    @RepeatedTest(2)
    void ofManyWhoUseOneCodeAtOnceOneIsLetIn() {
        var person = people.withoutPassword();
        var body = people.confirmed(person, Map.of("password", OTHER));
        var answers = Api.atOnce(Collections.nCopies(8, people.call(HttpMethod.PUT, ME, body, person.token())));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    }

    @Test
    void wrongCodesAreCounted() {
        var person = people.withoutPassword();
        var body = new HashMap<>(people.confirmed(person, Map.of("email", "thief@example.com")));
        var right = String.valueOf(body.get("otp"));
        body.put("otp", Api.wrong(right));
        for (var guess = 0; guess < 4; guess++) {
            refused(put(person, body), 400, "wrong-code");
        }
        refused(put(person, body), 403, "too-many-attempts");
        body.put("otp", right);
        refused(put(person, body), 403, "too-many-attempts");
    }

    @Test
    void aRepeatOfTheRequestThatTheCodeConfirmedGoesThrough() {
        var person = people.withoutPassword();
        var body = people.confirmed(person, Map.of("phone_number", thief));
        var first = keyed(person, body);
        assertThat(first.status()).isEqualTo(202);
        assertThat(keyed(person, body).field("session_token")).isEqualTo(first.field("session_token"));
    }

    @Test
    void everyChangeEndsTheOtherSignIns() {
        var here = people.customer();
        var elsewhere = people.again(here);
        assertThat(put(here, Map.of("email", "new-" + here.email(), "current_password", PASSWORD))
                        .status())
                .isEqualTo(200);
        assertThat(people.get(ME, elsewhere.token()).status()).as("e-mail").isEqualTo(401);
        elsewhere = people.again(here);
        moved(here, Map.of("current_password", PASSWORD), thief);
        assertThat(people.get(ME, elsewhere.token()).status()).as("phone").isEqualTo(401);
        assertThat(people.get(ME, here.token()).field("phone_number")).isEqualTo(thief);
        assertThat(people.events("phone-changed", here.id(), here.id())).isEqualTo(1);
    }

    @Test
    void theFormerNumberIsToldByTheOutbox() {
        var person = people.withoutPassword();
        moved(person, api.confirmation(phone(person), person.token()), thief);
        assertThat(database.count(
                        "select count(*) from outbox o join former_phones f on f.id::text = o.payload ->> 'former_phone'"
                                + " where o.topic = 'account.phone-changed' and o.subject_id = $1 and f.phone = $2",
                        person.id(),
                        phone(person)))
                .isEqualTo(1);
        assertThat(database.count(
                        "select count(*) from outbox where payload::text like '%' || $1 || '%'", phone(person)))
                .as("the number stands in one place only")
                .isZero();
    }

    @RepeatedTest(2)
    void twoNewNumbersAtOnceComeOneAfterTheOther() {
        var person = people.customer();
        var other = somePhone();
        var first = asked(person, Map.of("current_password", PASSWORD), thief);
        var second = asked(person, Map.of("current_password", PASSWORD), other);
        var answers = Api.atOnce(List.of(
                people.call(HttpMethod.POST, PHONE + "/verify", typed(first, thief), person.token()),
                people.call(HttpMethod.POST, PHONE + "/verify", typed(second, other), person.token())));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(database.rows("select phone from former_phones where user_id = $1 order by left_at", person.id()))
                .extracting(row -> row.get("phone"))
                .contains(phone(person))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void aTextDoesNotReplaceAPasswordRightAfterANewNumber() {
        var person = people.customer();
        moved(person, Map.of("current_password", PASSWORD), thief);
        var hash = row(person).get("password_hash");
        var refused = reset(thief);
        refused(refused, 403, "phone-just-changed");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(86_000, 86_400);
        assertThat(row(person).get("password_hash")).isEqualTo(hash);
        database.run("update former_phones set left_at = now() - interval '25 hours' where user_id = $1", person.id());
        assertThat(reset(thief).status()).isEqualTo(204);
    }

    @Test
    void aTextAloneDoesNotLeadToARole() {
        for (var role : List.of("vendor", "admin")) {
            var person = people.customer();
            database.run("update users set role = $1 where id = $2", role, person.id());
            var hash = row(person).get("password_hash");
            refused(reset(phone(person)), 403, "password-required");
            refused(signIn(phone(person), "k-" + person.id()), 403, "password-required");
            refused(signIn(phone(person), "k-" + person.id()), 403, "password-required");
            refused(call(HttpMethod.POST, CONFIRM, Map.of(), person), 403, "password-required");
            assertThat(row(person).get("password_hash")).isEqualTo(hash);
            assertThat(put(person, Map.of("password", OTHER, "current_password", PASSWORD))
                            .status())
                    .isEqualTo(200);
        }
    }

    /** A code that was asked for as a customer is worth nothing once the account is that of staff. */
    @Test
    void aPromotionIsHeededByCodesUnderWay() {
        var person = people.customer();
        var body = people.confirmed(person, Map.of("password", OTHER));
        database.run("update users set role = 'vendor' where id = $1", person.id());
        refused(put(person, body), 403, "password-required");
    }

    @Test
    void whoIsStaffWithoutAPasswordSignsInByTextAndSetsOne() {
        var person = people.withoutPassword();
        database.run("update users set role = 'vendor' where id = $1", person.id());
        assertThat(signIn(phone(person), "k-" + person.id()).status()).isEqualTo(200);
        assertThat(put(person, people.confirmed(person, Map.of("password", OTHER)))
                        .status())
                .isEqualTo(200);
        refused(call(HttpMethod.POST, CONFIRM, Map.of(), person), 403, "password-required");
    }

    /** Whoever reads a customer's texts is not staff as soon as the customer is. */
    @Test
    void aSignInByTextOfBeforeActsAsACustomerWhenItsOwnerWithAPasswordBecomesStaff() {
        var person = people.customer();
        var answer = signIn(phone(person), "k-" + person.id());
        database.run("update users set role = 'admin' where id = $1", person.id());
        var byText = answer.field("access_token");
        refused(api.get("/api/v1/users", byText), 403, "password-too-short");
        assertThat(api.get(People.ME, byText).status()).isEqualTo(200);
        var next = api.post("/api/v1/auth/refresh", Map.of("refresh_token", answer.field("refresh_token")));
        refused(api.get("/api/v1/users", next.field("access_token")), 403, "password-too-short");
    }

    @Test
    void withoutPasswordAndPhoneASignInHereConfirmsNothing() {
        var person = people.withoutPassword();
        database.run("update users set phone = null where id = $1", person.id());
        refused(put(person, Map.of("email", "thief@example.com")), 403, "sign-in-again");
        refused(people.erase(person, null), 403, "sign-in-again");
        refused(call(HttpMethod.POST, CONFIRM, Map.of(), person), 403, "forbidden");
    }

    private Answer signIn(String phone, String key) {
        var session = api.post(
                        "/api/v1/auth/send-otp", Map.of("phone_number", phone), all -> all.set("Idempotency-Key", key))
                .field("session_token");
        return api.post(
                "/api/v1/auth/verify-otp",
                Map.of("session_token", session, "otp", api.code(phone)),
                headers -> headers.set("Idempotency-Key", key));
    }

    private Answer reset(String phone) {
        var session = api.post("/api/v1/auth/forgot-password", Map.of("phone_number", phone))
                .field("session_token");
        return api.post(
                "/api/v1/auth/reset-password",
                Map.of("session_token", session, "otp", api.code(phone), "password", OTHER));
    }

    private void moved(Person person, Map<String, Object> shown, String phone) {
        var answer = call(HttpMethod.POST, PHONE + "/verify", typed(asked(person, shown, phone), phone), person);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private Answer asked(Person person, Map<String, Object> shown, String phone) {
        var body = new HashMap<>(shown);
        body.put("phone_number", phone);
        return call(HttpMethod.POST, PHONE, body, person);
    }

    private Map<String, Object> typed(Answer asked, String phone) {
        return Map.of("session_token", asked.field("session_token"), "otp", api.code(phone));
    }

    private Answer keyed(Person person, Map<String, Object> body) {
        return api.post(PHONE, body, headers -> {
            headers.setBearerAuth(person.token());
            headers.set("Idempotency-Key", "k-" + person.id());
        });
    }

    private Answer put(Person person, Map<String, Object> body) {
        return people.put(body, person);
    }

    private Answer call(HttpMethod method, String path, Object body, Person person) {
        return People.answer(people.call(method, path, body, person.token()));
    }

    private Map<String, Object> row(Person person) {
        return database.rows("select * from users where id = $1", person.id()).get(0);
    }

    private static String phone(Person person) {
        return String.valueOf(person.phone());
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.field("code")).isEqualTo(code);
    }
}
