package io.ordergate.identity.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.signin.People;
import io.ordergate.identity.signin.People.Person;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Passkeys: challenges that count once, and answers that are refused. */
@IntegrationTest
@Import(People.class)
@TestPropertySource(
        properties = {
            "ordergate.passkey.public-url=https://shop.example/shop/api",
            "ordergate.passkey.allowed-origins=https://staff.shop.example,https://*.shop.example,https://other.example"
        })
class PasskeyTests {

    private static final String OWN = "/api/v1/users/me/second-factor";
    private static final String PASSKEYS = OWN + "/passkeys";
    private static final String PROOF = "/api/v1/auth/second-factor";
    private static final String STAFF_ONLY = "/api/v1/sms/stats";
    private static final String HOME = "https://shop.example";

    @Autowired
    private People people;

    @Autowired
    private Database database;

    private final SoftAuthenticator phone = new SoftAuthenticator(HOME);

    @Test
    void aPasskeyIsEnrolledAndProvesOtherSignIns() {
        var admin = people.admin();
        var added = enrol(admin, phone);
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        assertThat(people.get(STAFF_ONLY, admin.token()).status())
                .as("its making is a proof")
                .isEqualTo(200);
        var again = people.again(admin);
        var refused = people.get(STAFF_ONLY, again.token());
        assertThat(refused.field("code")).isEqualTo("second-factor-required");
        assertThat(refused.json().path("methods").valueStream().map(JsonNode::asString))
                .containsExactly("passkey");
        var proven = prove(again, phone.signed(asked(again)));
        assertThat(proven.status()).as(proven.body()).isEqualTo(200);
        assertThat(people.get(STAFF_ONLY, proven.field("access_token")).status())
                .isEqualTo(200);
        var shown = people.get(OWN, again.token()).json();
        assertThat(shown.path("passkeys").get(0).path("name").asString()).isEqualTo("My phone");
        assertThat(shown.path("passkeys").get(0).has("last_used_at")).isTrue();
        assertThat(shown.path("totp").asBoolean()).isFalse();
        assertThat(people.events("second-factor-proven", admin.id(), admin.id()))
                .isEqualTo(1);
        assertThat(call(HttpMethod.POST, OWN + "/recovery-codes", null, again).status())
                .isEqualTo(200);
    }

    @Test
    void ofManyAnswersToOneChallengeOneCounts() {
        var admin = people.admin();
        enrol(admin, phone);
        var again = people.again(admin);
        var answer = phone.signed(asked(again));
        var answers = Api.atOnce(Collections.nCopies(20, proving(again, answer)));
        assertThat(answers).filteredOn(each -> each.status() == 200).hasSize(1);
        assertThat(answers).extracting(Answer::status).containsOnly(200, 403);
        assertThat(reasons(admin)).contains("challenge");
    }

    @Test
    void aChallengeOfAnotherSignInAnOldOneAndOneThatFailedAreRefused() {
        var admin = people.admin();
        enrol(admin, phone);
        var one = people.again(admin);
        var other = people.again(admin);
        var asked = asked(one);
        refused(prove(other, phone.signed(asked)));
        asked(other);
        refused(prove(other, phone.signed(asked)));
        refused(prove(other, phone.signed(asked)));
        assertThat(prove(one, phone.signed(asked)).status()).isEqualTo(200);
        var late = asked(one);
        database.run(
                "update refresh_families set challenge_at = now() - interval '6 minutes' where user_id = $1",
                admin.id());
        refused(prove(one, phone.signed(late)));
    }

    @Test
    void pagesOfOtherOriginsAreRefused() {
        var admin = people.admin();
        enrol(admin, phone);
        for (var origin : new String[] {
            "https://shop.example.evil.example",
            "http://shop.example",
            "https://shop.example:8443",
            "https://anything.shop.example",
            "https://other.example",
            "http://localhost:8080"
        }) {
            var again = people.again(admin);
            refused(prove(again, phone.at(origin).signed(asked(again))));
        }
        assertThat(reasons(admin)).containsOnly("origin");
        var again = people.again(admin);
        assertThat(prove(again, phone.at("https://staff.shop.example").signed(asked(again)))
                        .status())
                .isEqualTo(200);
        var vendor = people.vendor();
        refused(enrol(vendor, new SoftAuthenticator("https://evil.example")));
        assertThat(reasons(vendor)).containsOnly("origin");
    }

    @Test
    void aCopiedAuthenticatorIsRefused() {
        var admin = people.admin();
        enrol(admin, phone);
        var copy = phone.copy();
        var here = people.again(admin);
        assertThat(prove(here, phone.signed(asked(here))).status()).isEqualTo(200);
        assertThat(prove(here, phone.signed(asked(here))).status()).isEqualTo(200);
        var thief = people.again(admin);
        refused(prove(thief, copy.signed(asked(thief))));
        assertThat(people.events("passkey-cloned", admin.id(), admin.id())).isEqualTo(1);
        assertThat(people.get(STAFF_ONLY, thief.token()).status()).isEqualTo(403);
    }

    @Test
    void theKeyOfAnotherAccountAndAForgedSignatureAreRefused() {
        var admin = people.admin();
        enrol(admin, phone);
        var stranger = new SoftAuthenticator(HOME);
        enrol(people.admin(), stranger);
        var again = people.again(admin);
        refused(prove(again, stranger.signed(asked(again))));
        var asked = asked(again);
        var forged = new java.util.HashMap<>(new SoftAuthenticator(HOME).signed(asked));
        var real = phone.signed(asked);
        forged.put("id", real.get("id"));
        forged.put("rawId", real.get("rawId"));
        refused(prove(again, forged));
        assertThat(reasons(admin)).contains("unknown", "signature");
    }

    @Test
    void aPasskeyIsStoredOnce() {
        var admin = people.admin();
        enrol(admin, phone);
        refused(enrol(admin, phone));
        var options = call(HttpMethod.POST, PASSKEYS + "/options", null, admin).json();
        assertThat(options.path("excludeCredentials")).hasSize(1);
        assertThat(options.path("rp").path("id").asString()).isEqualTo("shop.example");
    }

    @Test
    void whatIsNoAnswerOfAnAuthenticatorIsNotUnderstood() {
        var admin = people.admin();
        call(HttpMethod.POST, PASSKEYS + "/options", null, admin);
        var body = Map.of("name", "x", "credential", Map.of("id", "AAAA", "response", Map.of("clientDataJSON", "!")));
        assertThat(call(HttpMethod.POST, PASSKEYS, body, admin).status()).isEqualTo(400);
    }

    @Test
    void withoutTheLastPasskeyNothingIsProvenAnyMore() {
        var admin = people.admin();
        var id = enrol(admin, phone).field("id");
        call(HttpMethod.POST, OWN + "/recovery-codes", null, admin);
        assertThat(call(HttpMethod.DELETE, PASSKEYS + "/" + id, null, people.vendor())
                        .status())
                .as("not somebody else's")
                .isEqualTo(404);
        assertThat(call(HttpMethod.DELETE, PASSKEYS + "/" + id, null, admin).status())
                .isEqualTo(204);
        assertThat(people.get(STAFF_ONLY, people.again(admin).token()).status()).isEqualTo(200);
        assertThat(database.count("select count(*) from recovery_codes where user_id = $1", admin.id()))
                .isZero();
    }

    private Answer enrol(Person person, SoftAuthenticator authenticator) {
        var options = call(HttpMethod.POST, PASSKEYS + "/options", null, person);
        assertThat(options.status()).as(options.body()).isEqualTo(200);
        return call(
                HttpMethod.POST,
                PASSKEYS,
                Map.of("name", "My phone", "credential", authenticator.created(options.json())),
                person);
    }

    private JsonNode asked(Person person) {
        return call(HttpMethod.POST, PROOF + "/options", null, person).json().path("passkey");
    }

    private Answer prove(Person person, Map<String, Object> answer) {
        return People.answer(proving(person, answer));
    }

    private Mono<Answer> proving(Person person, Map<String, Object> answer) {
        return people.call(HttpMethod.POST, PROOF, Map.of("passkey", answer), person.token());
    }

    private Answer call(HttpMethod method, String path, @org.jspecify.annotations.Nullable Object body, Person person) {
        return People.answer(people.call(method, path, body, person.token()));
    }

    private java.util.List<String> reasons(Person person) {
        return database
                .rows(
                        "select detail ->> 'reason' as reason from security_events where event = 'second-factor-failed' and subject_id = $1",
                        person.id())
                .stream()
                .map(row -> String.valueOf(row.get("reason")))
                .toList();
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.field("code")).isEqualTo("wrong-second-factor");
    }
}
