package io.ordergate.identity.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

@IntegrationTest
@TestPropertySource(properties = "ordergate.invitation.public-url=https://shop.example/api/")
class InvitationTests {

    private static final String ALL = "/api/v1/invitations";
    private static final String ACCEPT = ALL + "/accept";

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    private Accounts.Account admin;

    @BeforeEach
    void begin() {
        database.run("delete from invitations");
        admin = accounts.account("admin");
    }

    @Test
    void anInvitedPhoneIsTextedAndItsAccountGetsTheRole() {
        var person = accounts.account("customer");
        var answer = invite(Map.of("phone_number", person.phone(), "role", "vendor"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        var link = answer.field("link");
        assertThat(link).matches("https://shop\\.example/api/console#/invitation/[\\w-]{27}");
        assertThat(api.texts(person.phone()).get(0)).endsWith(" " + link);
        assertThat(answer.body()).doesNotContain(person.phone());
        assertThat(answer.field("phone_masked"))
                .contains("•")
                .endsWith(person.phone().substring(11));

        var accepted = accept(answer, person);
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(200);
        assertThat(accepted.field("role")).isEqualTo("vendor");
        assertThat(api.get("/api/v1/sms/stats", person.token()).status()).isEqualTo(200);
        assertThat(database.count(
                        "select count(*) from security_events where event = 'role-changed' and subject_id = $1 and actor_id = $2"
                                + " and detail ->> 'to' = 'vendor' and detail ->> 'invitation' = $3",
                        person.id(),
                        admin.id(),
                        answer.field("id")))
                .isEqualTo(1);
        assertThat(database.count(
                        "select count(*) from security_events where event = 'staff-invited' and actor_id = $1",
                        admin.id()))
                .isEqualTo(1);
        assertThat(list().json().at("/items/0/accepted_at").asString()).isNotEmpty();
        assertThat(list().body()).doesNotContain(person.phone(), link);
    }

    @Test
    void anInvitedAddressIsWrittenToByTheAdmin() {
        var person = accounts.account("customer");
        var email = person.id() + "@example.com";
        var answer =
                invite(Map.of("email", " " + email.toUpperCase(Locale.ROOT), "role", "admin", "full_name", "Karim"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.field("email_subject")).isNotEmpty();
        assertThat(answer.field("email_body"))
                .contains(
                        "Karim",
                        answer.field("link"),
                        answer.field("expires_at").substring(0, 10));
        assertThat(answer.field("email_masked")).endsWith("•••@example.com");
        assertThat(list().body()).doesNotContain(email, answer.field("link"));
        assertThat(accept(answer, person).field("role")).isEqualTo("admin");
    }

    @Test
    void anEmailIsInTheLanguageThatTheAdminChooses() {
        var answer = invite(Map.of("email", "rina@example.org", "role", "vendor", "language", "bn-BD"));
        assertThat(answer.field("email_subject")).contains("আমন্ত্রণ");
    }

    @Test
    void invitationsAreListedPageByPageTheNewestFirst() {
        for (var name : new String[] {"a", "b", "c"}) {
            invite(Map.of("email", name + "@example.org", "role", "vendor"));
        }
        var first = api.get(ALL + "?limit=2", admin.token());
        assertThat(first.json().at("/items/0/email_masked").asString()).isEqualTo("c•••@example.org");
        assertThat(first.json().path("items").size()).isEqualTo(2);
        var last = api.get(ALL + "?limit=2&cursor=" + first.field("next_cursor"), admin.token());
        assertThat(last.json().at("/items/0/email_masked").asString()).isEqualTo("a•••@example.org");
        assertThat(last.field("next_cursor")).isEmpty();
    }

    @Test
    void ofManyWhoAcceptAtOnceOneDoes() {
        var person = accounts.account("customer");
        var answer = invite(Map.of("phone_number", person.phone(), "role", "vendor"));
        var answers = Api.atOnce(Collections.nCopies(
                20, api.posting(ACCEPT, token(answer), headers -> headers.setBearerAuth(person.token()))));
        assertThat(answers).filteredOn(one -> one.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(one -> one.status() != 200)
                .allMatch(one -> one.status() == 409 && one.field("code").equals("invitation-used"));
        assertThat(database.count(
                        "select count(*) from security_events where event = 'role-changed' and subject_id = $1",
                        person.id()))
                .isEqualTo(1);
    }

    @Test
    void nobodyElseAccepts() {
        var person = accounts.account("customer");
        var answer = invite(Map.of("phone_number", person.phone(), "role", "vendor"));
        var other = accept(answer, accounts.account("customer"));
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.field("code")).isEqualTo("invitation-of-another");
        assertThat(accept(Map.of("token", "A".repeat(27)), person.token()).status())
                .isEqualTo(404);
        assertThat(accept(token(answer), accounts.guest(person.phone())).status())
                .isEqualTo(403);
        assertThat(accept(answer, person).status()).as("it was not used up").isEqualTo(200);
    }

    @Test
    void aClaimedNumberIsNoProof() {
        var phone = Api.somePhone();
        var answer = invite(Map.of("phone_number", phone, "role", "vendor"));
        var claims = accounts.account("customer");
        database.run(
                "update users set claimed_phone = $1, phone = null, country = null where id = $2", phone, claims.id());
        assertThat(accept(answer, claims).field("code")).isEqualTo("invitation-of-another");
    }

    @Test
    void anInvitationEndsWithItsTimeAndWithTheRoleOfWhoInvited() {
        var person = accounts.account("customer");
        var answer = invite(Map.of("phone_number", person.phone(), "role", "vendor"));
        database.run("update users set role = 'vendor' where id = $1", admin.id());
        assertThat(accept(answer, person).field("code")).isEqualTo("invitation-expired");
        database.run("update users set role = 'admin', active = false where id = $1", admin.id());
        assertThat(accept(answer, person).field("code")).isEqualTo("invitation-expired");
        database.run("update users set active = true where id = $1", admin.id());
        database.run("update invitations set expires_at = now() where id = $1", UUID.fromString(answer.field("id")));
        assertThat(accept(answer, person).status()).isEqualTo(409);
        database.run(
                "update invitations set expires_at = now() + interval '1 hour' where id = $1",
                UUID.fromString(answer.field("id")));
        assertThat(accept(answer, person).status()).isEqualTo(200);
    }

    @Test
    void aWithdrawnOrReplacedInvitationLeadsNowhere() {
        var person = accounts.account("customer");
        var first = invite(Map.of("phone_number", person.phone(), "role", "admin"));
        var second = invite(Map.of("phone_number", person.phone(), "role", "vendor"));
        assertThat(list().json().path("items").size()).isEqualTo(1);
        assertThat(accept(first, person).status()).as("replaced").isEqualTo(404);
        assertThat(withdraw(second).status()).isEqualTo(204);
        assertThat(withdraw(second).status()).isEqualTo(404);
        assertThat(accept(second, person).status()).as("withdrawn").isEqualTo(404);
        var third = invite(Map.of("phone_number", person.phone(), "role", "vendor"));
        assertThat(accept(third, person).status()).isEqualTo(200);
        assertThat(withdraw(third).field("code")).isEqualTo("invitation-used");
        var fourth = invite(Map.of("phone_number", person.phone(), "role", "vendor"));
        assertThat(fourth.status()).as("of one day").isEqualTo(429);
        assertThat(api.texts(person.phone())).hasSize(3);
    }

    @Test
    void aHigherRoleStays() {
        var other = accounts.account("admin");
        var answer = invite(Map.of("phone_number", other.phone(), "role", "vendor"));
        assertThat(accept(answer, other).field("role")).isEqualTo("admin");
    }

    @Test
    void whoIsNeitherOrBothIsNotInvited() {
        assertThat(invite(Map.of("role", "vendor")).status()).isEqualTo(400);
        assertThat(invite(Map.of("role", "vendor", "phone_number", "", "email", " "))
                        .status())
                .isEqualTo(400);
        assertThat(invite(Map.of("role", "vendor", "phone_number", Api.somePhone(), "email", "a@example.org"))
                        .status())
                .isEqualTo(400);
        assertThat(invite(Map.of("role", "customer", "email", "a@example.org")).status())
                .isEqualTo(400);
        assertThat(invite(Map.of("role", "vendor", "email", "nobody")).status()).isEqualTo(400);
        assertThat(invite(Map.of("role", "vendor", "phone_number", "12")).field("code"))
                .isEqualTo("invalid-phone");
        assertThat(database.count("select count(*) from invitations")).isZero();
    }

    @Test
    void withoutATextThereIsNoInvitation() {
        var answer = invite(Map.of("phone_number", "+88100000000", "role", "vendor"));
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        assertThat(database.count("select count(*) from invitations")).isZero();
    }

    @Test
    void theTokenIsNotInTheDatabase() {
        var answer = invite(Map.of("email", "rina@example.org", "role", "vendor"));
        var token = token(answer).get("token");
        assertThat(database.count(
                        "select count(*) from invitations i where i::text like '%' || $1 || '%'",
                        token.substring(0, 10)))
                .isZero();
        assertThat(database.count("select count(*) from outbox where payload::text like '%' || $1 || '%'", token))
                .isZero();
    }

    @Test
    void anErasureTakesTheInvitationsOfThePerson() {
        var person = accounts.account("customer");
        assertThat(accept(invite(Map.of("phone_number", person.phone(), "role", "vendor")), person)
                        .status())
                .isEqualTo(200);
        invite(Map.of("email", person.id() + "@example.com", "role", "vendor"));
        assertThat(database.count("select count(*) from invitations")).isEqualTo(2);
        var proof = new HashMap<>(api.confirmation(person.phone(), person.token()));
        var erased = Api.answer(
                api.call(HttpMethod.DELETE, "/api/v1/users/me", new JsonMapper().writeValueAsString(proof), headers -> {
                    headers.setBearerAuth(person.token());
                    headers.setContentType(MediaType.APPLICATION_JSON);
                }));
        assertThat(erased.status()).as(erased.body()).isEqualTo(204);
        assertThat(database.count("select count(*) from invitations")).isZero();
    }

    private Answer invite(Map<String, String> form) {
        return api.post(ALL, form, headers -> headers.setBearerAuth(admin.token()));
    }

    private Answer list() {
        return api.get(ALL, admin.token());
    }

    private Answer withdraw(Answer invitation) {
        return Api.answer(api.call(
                HttpMethod.DELETE,
                ALL + "/" + invitation.field("id"),
                "",
                (HttpHeaders headers) -> headers.setBearerAuth(admin.token())));
    }

    private Answer accept(Answer invitation, Accounts.Account person) {
        return accept(token(invitation), person.token());
    }

    private Answer accept(Map<String, String> token, String bearer) {
        return api.post(ACCEPT, token, headers -> headers.setBearerAuth(bearer));
    }

    private static Map<String, String> token(Answer invitation) {
        var link = invitation.field("link");
        return Map.of("token", link.substring(link.lastIndexOf('/') + 1));
    }
}
