package io.ordergate.identity;

import static io.ordergate.identity.signin.People.ME;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.signin.People;
import io.ordergate.identity.signin.People.Person;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/** Numbers that their operator has given to somebody else. */
@IntegrationTest
@Import(People.class)
class PhoneReclaimTests {

    private static final String PHONE = ME + "/phone";

    @Autowired
    private People people;

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @Test
    void aNumberOfAnAccountThatWasNotUsedForLongGoesToWhoeverProvesIt() {
        var old = people.customer();
        var phone = String.valueOf(old.phone());
        var order = api.verify(api.session(phone), api.code(phone)).field("id");
        database.force("update orders set customer_id = $1 where id = $2::uuid", old.id(), order);
        var next = people.withoutPassword();
        unused(old, 89);
        assertThat(proven(next, phone).field("code")).isEqualTo("phone-taken");
        unused(old, 91);
        var moved = proven(next, phone);
        assertThat(moved.status()).as(moved.body()).isEqualTo(200);
        assertThat(moved.field("phone_number")).isEqualTo(phone);

        var left = database.rows("select * from users where id = $1", old.id()).get(0);
        assertThat(left.get("phone")).isNull();
        assertThat(left)
                .containsEntry("email", old.email())
                .containsEntry("active", true)
                .containsEntry("name", "Somebody");
        assertThat(left.get("password_hash")).isNotNull();
        assertThat(database.count("select count(*) from orders where customer_id = $1", old.id()))
                .isEqualTo(1);
        assertThat(people.get(ME, old.token()).status()).as("its sign-ins").isEqualTo(401);
        assertThat(people.events("phone-reclaimed", next.id(), old.id())).isEqualTo(1);
        assertThat(people.events("phone-changed", next.id(), next.id())).isEqualTo(1);
        assertThat(database.count(
                        "select count(*) from outbox where topic = 'account.phone-changed' and subject_id = $1",
                        old.id()))
                .as("the number is the prover's now: the old account has nobody there to be told")
                .isZero();
        assertThat(people.get(ME, people.again(old).token()).status())
                .as("the old account goes on")
                .isEqualTo(200);
    }

    @Test
    void whoeverUsesTheirSignInKeepsTheNumber() {
        var old = people.customer();
        unused(old, 400);
        assertThat(api.post("/api/v1/auth/refresh", Map.of("refresh_token", old.refreshToken()))
                        .status())
                .isEqualTo(200);
        assertThat(proven(people.withoutPassword(), String.valueOf(old.phone())).field("code"))
                .isEqualTo("phone-taken");
        unused(old, 400);
        people.again(old);
        database.run("delete from last_codes where phone = $1", old.phone());
        assertThat(proven(people.withoutPassword(), String.valueOf(old.phone())).field("code"))
                .isEqualTo("phone-taken");
    }

    @Test
    void aDeactivatedAccountKeepsItsNumber() {
        var old = people.customer();
        unused(old, 400);
        database.run("update users set active = false where id = $1", old.id());
        assertThat(proven(people.withoutPassword(), String.valueOf(old.phone())).field("code"))
                .isEqualTo("phone-taken");
    }

    @RepeatedTest(2)
    void ofManyWhoProveItAtOnceOneGetsIt() {
        var old = people.customer();
        unused(old, 91);
        var calls = IntStream.range(0, 4)
                .mapToObj(index -> proving(people.withoutPassword(), String.valueOf(old.phone())))
                .toList();
        var answers = Api.atOnce(calls);
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.field("code").equals("phone-taken")))
                .hasSize(3);
        assertThat(database.count(
                        "select count(*) from security_events where event = 'phone-reclaimed' and subject_id = $1",
                        old.id()))
                .isEqualTo(1);
    }

    private void unused(Person person, int days) {
        database.run("update users set signed_in_at = now() - $1 * interval '1 day' where id = $2", days, person.id());
    }

    private Answer proven(Person person, String phone) {
        return People.answer(proving(person, phone));
    }

    /** Has the code sent; what is left is to type it. */
    private Mono<Answer> proving(Person person, String phone) {
        database.run("delete from last_codes where phone = $1", phone);
        var body = new HashMap<>(people.confirmed(person, Map.of()));
        body.put("phone_number", phone);
        var asked = People.answer(people.call(HttpMethod.POST, PHONE, body, person.token()));
        assertThat(asked.status()).as(asked.body()).isEqualTo(202);
        var typed = Map.of("session_token", asked.field("session_token"), "otp", api.code(phone));
        return people.call(HttpMethod.POST, PHONE + "/verify", typed, person.token());
    }
}
