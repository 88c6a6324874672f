package io.ordergate.identity;

import static io.ordergate.identity.signin.People.ME;
import static io.ordergate.identity.signin.People.PASSWORD;
import static io.ordergate.testing.Api.atOnce;
import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.password.Passwords;
import io.ordergate.identity.signin.People;
import io.ordergate.identity.signin.People.Person;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;

@IntegrationTest
@Import(People.class)
class ProfileTests {

    private static final String OTHER = "seven green kites at dawn";

    @Autowired
    private People people;

    @Autowired
    private Database database;

    @Autowired
    private Passwords passwords;

    @Test
    void everybodySeesThemselves() {
        for (var person : List.of(people.customer(), people.vendor(), people.admin(), people.withoutPassword())) {
            var answer = people.get(ME, person.token());
            assertThat(answer.field("id")).isEqualTo(person.id().toString());
            assertThat(answer.json().path("phone_verified").asBoolean()).isEqualTo(person.phone() != null);
            assertThat(people.get("/api/v1/auth/me", person.token()).body()).isEqualTo(answer.body());
        }
    }

    @Test
    void guestsHaveNoProfile() {
        var guest = people.guest();
        for (var call : List.of(
                people.call(HttpMethod.GET, ME, null, guest),
                people.call(HttpMethod.GET, "/api/v1/auth/me", null, guest),
                people.call(HttpMethod.PUT, ME, Map.of("name", "Nobody"), guest),
                people.call(HttpMethod.DELETE, ME, null, guest))) {
            refused(People.answer(call), 403, "forbidden");
        }
    }

    @Test
    void aNameChangesDirectlyAndNothingElseWithIt() {
        var person = people.customer();
        var before = people.get(ME, person.token()).json();
        var answer = people.put(
                Map.of("name", " Ayesha ", "role", "admin", "active", false, "phone_verified", false), person);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("name")).isEqualTo("Ayesha");
        assertThat(answer.field("role")).isEqualTo("customer");
        for (var field : List.of("id", "email", "phone_number", "phone_verified", "active", "created_at")) {
            assertThat(answer.json().path(field)).isEqualTo(before.path(field));
        }
        assertThat(hashMatches(person, PASSWORD)).isTrue();
    }

    @Test
    void anEmailNeedsThePassword() {
        var person = people.customer();
        var email = "new-" + person.email();
        var missing = people.put(Map.of("email", email), person);
        refused(missing, 400, "invalid-request");
        assertThat(missing.body()).contains("\"field\":\"current_password\"");
        refused(people.put(Map.of("email", email, "current_password", OTHER), person), 403, "wrong-password");
        assertThat(people.get(ME, person.token()).field("email")).isEqualTo(person.email());
        var changed = people.put(Map.of("email", email, "current_password", PASSWORD), person);
        assertThat(changed.field("email")).isEqualTo(email);
        assertThat(people.events("email-changed", person.id(), person.id())).isEqualTo(1);
        assertThat(people.put(Map.of("email", email, "name", "Same"), person).status())
                .as("the same one again is no change")
                .isEqualTo(200);
    }

    @Test
    void anEmailIsTakenWhateverItsCase() {
        var person = people.customer();
        var other = people.customer();
        var body = Map.of("email", other.email().toUpperCase(Locale.ROOT), "current_password", PASSWORD, "name", "X");
        refused(people.put(body, person), 409, "email-taken");
        assertThat(people.get(ME, person.token()).field("name")).isEqualTo("Somebody");
        var own = Map.of("email", person.email().toUpperCase(Locale.ROOT), "current_password", PASSWORD);
        assertThat(people.put(own, person).status())
                .as("one's own is not taken")
                .isEqualTo(200);
        assertThat(people.put(Map.of("email", person.email()), person).status())
                .as("another spelling is no other address")
                .isEqualTo(200);
        assertThat(people.events("email-changed", person.id(), person.id())).isZero();
    }

    @RepeatedTest(3)
    void ofManyWhoTakeOneEmailAtOnceOneGetsIt() {
        Map<String, Object> body = Map.of("email", "wanted-" + somePhone().substring(1) + "@example.com");
        var answers = atOnce(IntStream.range(0, 8)
                .mapToObj(index -> people.withoutPassword())
                .map(person -> people.call(HttpMethod.PUT, ME, people.confirmed(person, body), person.token()))
                .toList());
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.field("code").equals("email-taken")))
                .hasSize(7);
    }

    @Test
    void aNewPasswordEndsAllOtherSignIns() {
        var here = people.customer();
        var there = people.again(here);
        var changed = people.put(Map.of("password", OTHER, "current_password", PASSWORD), here);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(people.get(ME, here.token()).status()).isEqualTo(200);
        assertThat(people.get(ME, there.token()).status()).isEqualTo(401);
        assertThat(hashMatches(here, OTHER)).isTrue();
        assertThat(people.events("password-changed", here.id(), here.id())).isEqualTo(1);
        refused(people.put(Map.of("password", PASSWORD, "current_password", PASSWORD), here), 403, "wrong-password");
    }

    @Test
    void anAccountWithoutAPasswordSetsOneWithACodeToItsPhone() {
        var person = people.withoutPassword();
        var body = Map.<String, Object>of("password", OTHER, "email", person.email());
        refused(people.put(body, person), 400, "invalid-request");
        assertThat(people.put(people.confirmed(person, body), person).status()).isEqualTo(200);
        assertThat(hashMatches(person, OTHER)).isTrue();
        var again = people.put(Map.of("password", PASSWORD), person);
        refused(again, 400, "invalid-request");
    }

    @RepeatedTest(3)
    void ofManyNewPasswordsAtOnceOnlyOneWasConfirmedByThePresentOne() {
        var person = people.customer();
        var answers = atOnce(IntStream.range(0, 5)
                .mapToObj(index -> Map.of("password", OTHER + index, "current_password", PASSWORD))
                .map(body -> people.call(HttpMethod.PUT, ME, body, person.token()))
                .toList());
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.field("code").equals("wrong-password")))
                .hasSize(4);
    }

    @Test
    void aStolenTokenCannotGuessThePassword() {
        var person = people.customer();
        var guess = Map.of("email", "thief@example.com", "current_password", OTHER);
        var answers = atOnce(IntStream.range(0, 14)
                .mapToObj(index -> people.call(HttpMethod.PUT, ME, guess, person.token()))
                .toList());
        assertThat(answers.stream().filter(answer -> answer.status() == 403)).hasSize(10);
        assertThat(answers.stream().filter(answer -> answer.status() == 429)).hasSize(4);
        var right = Map.of("email", "thief@example.com", "current_password", PASSWORD);
        var late = people.put(right, person);
        refused(late, 429, "too-many-requests");
        assertThat(late.header("Retry-After")).isNotEmpty();
        refused(people.erase(person, Map.of("current_password", PASSWORD)), 429, "too-many-requests");
        assertThat(people.events("login-failed", person.id(), person.id())).isEqualTo(10);
        assertThat(people.put(Map.of("name", "Still me"), person).status()).isEqualTo(200);
    }

    @Test
    void rightPasswordsCountForNothing() {
        var person = people.customer();
        for (var round = 0; round < 12; round++) {
            var body = Map.of("email", round + person.email(), "current_password", PASSWORD);
            assertThat(people.put(body, person).status()).isEqualTo(200);
        }
    }

    @Test
    void anotherPhoneMustBeProven() {
        var person = people.customer();
        var other = people.put(Map.of("phone_number", somePhone(), "name", "X"), person);
        refused(other, 400, "invalid-request");
        assertThat(other.body()).contains("\"field\":\"phone_number\"", "/api/v1/users/me/phone");
        assertThat(people.get(ME, person.token()).field("name")).isEqualTo("Somebody");
        var national = "0" + String.valueOf(person.phone()).substring(4);
        assertThat(people.put(Map.of("phone_number", national, "country_code", "BD", "name", "Y"), person)
                        .field("name"))
                .as("the same one in another form")
                .isEqualTo("Y");
        refused(people.put(Map.of("phone_number", "nonsense"), person), 400, "invalid-phone");
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        var person = people.customer();
        for (var body : List.of(
                Map.of("name", "  "),
                Map.of("name", "x".repeat(101)),
                Map.of("name", "a\u0000b"),
                Map.of("email", "nobody"),
                Map.of("email", ""),
                Map.of("password", "short", "current_password", PASSWORD))) {
            refused(people.put(body, person), 400, "invalid-request");
        }
    }

    private boolean hashMatches(Person person, String password) {
        var hash = database.rows("select password_hash from users where id = $1", person.id())
                .get(0)
                .get("password_hash");
        return Boolean.TRUE.equals(
                passwords.matches(password, String.valueOf(hash)).block());
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.field("code")).isEqualTo(code);
    }
}
