package io.ordergate.identity.factor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.signin.People;
import io.ordergate.identity.signin.People.Person;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Database;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/** Staff with a second factor, and what they do with it. */
class Staff {

    static final String OWN = "/api/v1/users/me/second-factor";
    static final String PROOF = "/api/v1/auth/second-factor";
    static final String STAFF_ONLY = "/api/v1/sms/stats";

    private final People people;
    private final Database database;

    /** Somebody with an app and recovery codes, as enrolled in this sign-in. */
    record Enrolled(Person person, App app, List<String> recoveryCodes) {}

    Staff(People people, Database database) {
        this.people = people;
        this.database = database;
    }

    Enrolled enrolled(Person person) {
        var begun = call(HttpMethod.POST, OWN + "/totp", null, person.token());
        assertThat(begun.status()).as(begun.body()).isEqualTo(200);
        var app = new App(begun.field("secret"));
        var confirmed = call(HttpMethod.POST, OWN + "/totp/confirm", Map.of("code", app.code()), person.token());
        assertThat(confirmed.status()).as(confirmed.body()).isEqualTo(200);
        laterCodesAreNotNeeded(person);
        return new Enrolled(
                person,
                app,
                confirmed
                        .json()
                        .path("recovery_codes")
                        .valueStream()
                        .map(code -> code.asString())
                        .toList());
    }

    /** Spares tests the wait for the next step: the code of now counts, as if the last one had been typed long ago. */
    void laterCodesAreNotNeeded(Person person) {
        database.run("update second_factors set totp_step = 0 where user_id = $1", person.id());
    }

    void proveLongAgo(Person person) {
        database.run(
                "update refresh_families set factor_at = now() - interval '6 minutes' where user_id = $1 and factor_at is not null",
                person.id());
    }

    Mono<Answer> proving(Map<String, String> proof, Person person) {
        return people.call(HttpMethod.POST, PROOF, proof, person.token());
    }

    Answer prove(Map<String, String> proof, Person person) {
        return People.answer(proving(proof, person));
    }

    Answer prove(App app, Person person) {
        return prove(Map.of("totp_code", app.code()), person);
    }

    Answer call(HttpMethod method, String path, @Nullable Object body, String token) {
        return People.answer(people.call(method, path, body, token));
    }

    Answer show(Person person) {
        return people.get(OWN, person.token());
    }
}
