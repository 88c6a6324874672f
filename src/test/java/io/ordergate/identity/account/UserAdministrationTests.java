package io.ordergate.identity.account;

import static io.ordergate.identity.signin.People.ME;
import static io.ordergate.identity.signin.People.USERS;
import static io.ordergate.testing.Api.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.signin.People;
import io.ordergate.identity.signin.People.Person;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;

@IntegrationTest
@Import(People.class)
class UserAdministrationTests {

    @Autowired
    private People people;

    @Autowired
    private Database database;

    @Autowired
    private Api api;

    @Test
    void aRoleHoldsFromTheNextCallOn() {
        var admin = people.admin();
        var customer = people.customer();
        assertThat(people.get(USERS, customer.token()).status()).isEqualTo(403);
        var changed = people.patch(customer, Map.of("role", "admin"), admin);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.field("role")).isEqualTo("admin");
        assertThat(people.get(USERS, customer.token()).status())
                .as("with the very token of before")
                .isEqualTo(200);
        people.patch(customer, Map.of("role", "customer"), admin);
        assertThat(people.get(USERS, customer.token()).status()).isEqualTo(403);
        assertThat(people.events("role-changed", admin.id(), customer.id())).isEqualTo(2);
        assertThat(database.rows(
                        "select detail::text as detail from security_events where event = 'role-changed' and subject_id = $1 order by id",
                        customer.id()))
                .extracting(row -> row.get("detail"))
                .containsExactly(
                        "{\"to\": \"admin\", \"from\": \"customer\"}", "{\"to\": \"customer\", \"from\": \"admin\"}");
    }

    @Test
    void whoIsDeactivatedIsOutAtOnceAndForGood() {
        var admin = people.admin();
        var customer = people.customer();
        var other = people.again(customer);
        assertThat(people.patch(customer, Map.of("active", false), admin)
                        .json()
                        .path("active")
                        .asBoolean())
                .isFalse();
        assertThat(people.get(ME, customer.token()).status()).isEqualTo(401);
        assertThat(people.get(ME, other.token()).status()).isEqualTo(401);
        assertThat(openSignIns(customer)).isZero();
        assertThat(people.patch(customer, Map.of("active", true), admin).status())
                .isEqualTo(200);
        assertThat(people.get(ME, customer.token()).status())
                .as("a sign-in that has ended does not come back")
                .isEqualTo(401);
        assertThat(people.events("deactivated", admin.id(), customer.id())).isEqualTo(1);
        assertThat(people.events("reactivated", admin.id(), customer.id())).isEqualTo(1);
    }

    @Test
    void whatStaysAsItIsLeavesNoTrace() {
        var admin = people.admin();
        var customer = people.customer();
        assertThat(people.patch(customer, Map.of("role", "customer", "active", true), admin)
                        .status())
                .isEqualTo(200);
        assertThat(people.patch(customer, Map.of(), admin).status()).isEqualTo(200);
        assertThat(database.count("select version from users where id = $1", customer.id()))
                .isEqualTo(1);
        assertThat(database.count(
                        "select count(*) from security_events where actor_id = $1 and event <> 'login'", admin.id()))
                .isZero();
    }

    @Test
    void whatSomebodyElseHasChangedMeanwhileStays() {
        var admin = people.admin();
        var customer = people.customer();
        var seen = people.get(customer.path(), admin.token()).header("ETag");
        assertThat(seen).isEqualTo("\"1\"");
        var changed = promoted(customer, seen, admin);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).isEqualTo("\"2\"");
        var late = promoted(customer, seen, admin);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.field("code")).isEqualTo("stale-version");
    }

    private Answer promoted(Person person, String version, Person admin) {
        return Api.answer(api.call(HttpMethod.PATCH, person.path(), "{\"role\": \"vendor\"}", headers -> {
            headers.setContentType(MediaType.APPLICATION_JSON);
            headers.setBearerAuth(admin.token());
            headers.setIfMatch(version);
        }));
    }

    @Test
    void aChangeWhoseEventCannotBeStoredIsNone() {
        var admin = people.admin();
        var customer = people.customer();
        database.run("alter table security_events add constraint refused check (event <> 'deactivated') not valid");
        try {
            assertThat(people.patch(customer, Map.of("active", false), admin).status())
                    .isEqualTo(500);
        } finally {
            database.run("alter table security_events drop constraint refused");
        }
        assertThat(people.get(ME, customer.token()).status()).isEqualTo(200);
        assertThat(openSignIns(customer)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"role,customer", "role,vendor", "active,false"})
    void theLastAdminStays(String field, String value) {
        var admin = people.admin();
        people.onlyAdmins(admin);
        Object wanted = field.equals("active") ? Boolean.valueOf(value) : value;
        var refused = people.patch(admin, Map.of(field, wanted), admin);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.field("code")).isEqualTo("last-admin");
        assertThat(people.get(USERS, admin.token()).status()).isEqualTo(200);
        var second = people.admin();
        assertThat(people.patch(admin, Map.of(field, wanted), second).status()).isEqualTo(200);
    }

    @RepeatedTest(10)
    void twoAdminsWhoRemoveEachOtherAtOnceLeaveOne() {
        var first = people.admin();
        var second = people.admin();
        people.onlyAdmins(first, second);
        var answers = atOnce(List.of(
                people.patching(second, Map.of("role", "customer"), first),
                people.patching(first, Map.of("active", false), second)));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers).allMatch(answer -> List.of(200, 401, 403, 409).contains(answer.status()));
        assertThat(activeAdmins()).isEqualTo(1);
    }

    @RepeatedTest(20)
    void ofManyAdminsWhoAllLeaveAtOnceOneStays() {
        var admins = IntStream.range(0, 8).mapToObj(index -> people.admin()).toList();
        people.onlyAdmins(admins.toArray(Person[]::new));
        var calls = new ArrayList<Mono<Answer>>();
        admins.forEach(admin -> calls.add(people.patching(admin, Map.of("role", "vendor"), admin)));
        admins.forEach(admin -> calls.add(people.erasing(admin, Map.of("current_password", People.PASSWORD))));
        var answers = atOnce(calls);
        assertThat(answers)
                .allMatch(answer -> List.of(200, 204, 401, 403, 404, 409).contains(answer.status()));
        assertThat(activeAdmins()).isEqualTo(1);
    }

    @Test
    void onlyAdminsSeeOtherPeople() {
        var victim = people.customer();
        var callers = List.of(people.customer().token(), people.vendor().token(), people.guest());
        for (var token : callers) {
            for (var path : List.of(USERS, USERS + "/search?q=example", victim.path())) {
                refused(people.get(path, token), victim);
            }
            refused(
                    People.answer(people.call(HttpMethod.PATCH, victim.path(), Map.of("role", "admin"), token)),
                    victim);
        }
        assertThat(people.get(victim.path(), victim.token()).status())
                .as("not even oneself, by this call")
                .isEqualTo(403);
        assertThat(database.count("select count(*) from users where id = $1 and role = 'customer'", victim.id()))
                .isEqualTo(1);
    }

    @Test
    void oneIsReadByItsId() {
        var admin = people.admin();
        var customer = people.customer();
        var answer = people.get(customer.path(), admin.token());
        assertThat(answer.field("email")).isEqualTo(customer.email());
        assertThat(answer.field("phone_number")).isEqualTo(customer.phone());
        assertThat(answer.body()).doesNotContain("password", "bcrypt");
        assertThat(people.get(USERS + "/019cebaf-1f0a-7d3c-a1b2-6c5d4e3f2a10", admin.token())
                        .status())
                .isEqualTo(404);
        assertThat(people.get(USERS + "/somebody", admin.token()).status()).isEqualTo(404);
        assertThat(people.patch(customer, Map.of("role", "king"), admin).body()).contains("\"field\":\"role\"");
    }

    private static void refused(Answer answer, Person victim) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.field("code")).isEqualTo("forbidden");
        assertThat(answer.body()).doesNotContain(victim.email());
    }

    private long openSignIns(Person person) {
        return database.count(
                "select count(*) from refresh_families where user_id = $1 and revoked_at is null", person.id());
    }

    private long activeAdmins() {
        return database.count("select count(*) from users where role = 'admin' and active and erased_at is null");
    }
}
