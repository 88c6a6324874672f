package io.ordergate.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.security.ClientAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;

/** Open sign-ins: what they show, and that an ended one opens nothing any more. */
@IntegrationTest
class SessionTests {

    private static final String OWN = "/api/v1/users/me/sessions";
    private static final String REFRESH = "/api/v1/auth/refresh";
    private static final String FIREFOX =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0";

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    private final String phone = Api.somePhone();

    @Test
    void showsHowAndWithWhatEachSignInWasOpened() {
        var first = signIn(FIREFOX);
        var second = signIn("okhttp/4.12.0");
        var sessions = api.get(OWN, second.field("access_token")).json().path("items");
        assertThat(sessions).hasSize(2);
        assertThat(sessions.get(0).path("user_agent").asString()).isEqualTo("okhttp");
        assertThat(sessions.get(0).path("current").asBoolean()).isTrue();
        var other = sessions.get(1);
        assertThat(other.path("user_agent").asString()).isEqualTo("Firefox on Windows");
        assertThat(other.path("current").asBoolean()).isFalse();
        assertThat(other.path("method").asString()).isEqualTo("code");
        assertThat(other.path("address_network").asString()).isEqualTo("127.0.0.0/24");
        assertThat(other.has("second_factor_at")).isFalse();

        refresh(first.field("refresh_token"));
        var after = api.get(OWN, second.field("access_token")).json().path("items");
        assertThat(after.get(0).path("id")).as("the last used comes first").isEqualTo(other.path("id"));
    }

    @Test
    void anEndedSignInOpensNothingAndIsNotListed() {
        var lost = signIn(FIREFOX);
        var mine = signIn(FIREFOX);
        var id = id(lost);
        assertThat(end(OWN + "/" + id, mine).status()).isEqualTo(204);
        assertThat(api.get(OWN, lost.field("access_token")).status()).isEqualTo(401);
        assertThat(refresh(lost.field("refresh_token")).status()).isEqualTo(401);
        assertThat(ids(mine)).containsExactly(id(mine));
        assertThat(end(OWN + "/" + id, mine).status()).as("once more").isEqualTo(404);
        assertThat(events("session-ended", id)).isEqualTo(1);
    }

    @Test
    void ofManyWhoEndOneSignInOneIsTheOne() {
        var id = id(signIn(FIREFOX));
        var mine = signIn(FIREFOX);
        var answers = Api.atOnce(Collections.nCopies(20, ending(OWN + "/" + id, mine.field("access_token"))));
        assertThat(answers).filteredOn(answer -> answer.status() == 204).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 404).hasSize(19);
        assertThat(events("session-ended", id)).isEqualTo(1);
    }

    @Test
    void nobodyEndsASignInOfSomebodyElse() {
        var mine = signIn(FIREFOX);
        var stranger = accounts.customer();
        assertThat(Api.answer(ending(OWN + "/" + id(mine), stranger)).status()).isEqualTo(404);
        assertThat(api.get(OWN, mine.field("access_token")).status()).isEqualTo(200);
    }

    @Test
    void anAdminSeesAndEndsThem() {
        var admin = accounts.admin();
        var first = signIn(FIREFOX);
        var second = signIn(FIREFOX);
        var third = signIn(FIREFOX);
        var path = "/api/v1/users/" + userId() + "/sessions";
        assertThat(api.get(path, admin).json().path("items")).hasSize(3).allSatisfy(session -> assertThat(
                        session.path("current").asBoolean())
                .isFalse());
        assertThat(Api.answer(ending(path + "/" + id(first), admin)).status()).isEqualTo(204);
        assertThat(ids(second)).containsExactlyInAnyOrder(id(second), id(third));
        assertThat(Api.answer(ending(path, admin)).status()).isEqualTo(204);
        assertThat(api.get(OWN, second.field("access_token")).status()).isEqualTo(401);
        assertThat(api.get(OWN, third.field("access_token")).status()).isEqualTo(401);
        assertThat(api.get(path, admin).json().path("items")).isEmpty();
        assertThat(api.get("/api/v1/users/" + UUID.randomUUID() + "/sessions", admin)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void showsNoSignInThatIsOver() {
        var mine = signIn(FIREFOX);
        var old = id(signIn(FIREFOX));
        database.run("update refresh_families set created_at = now() - interval '181 days' where id = $1", old);
        assertThat(ids(mine)).containsExactly(id(mine));
        assertThat(end(OWN + "/" + old, mine).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            203.0.113.9,             203.0.113.0/24
            2001:db8:1:2::/64, 2001:db8:1::/48
            unknown,                 none
            token,                   none
            """)
    void showsTheNetworkInPlaceOfTheAddress(String address, String network) {
        var mine = signIn(FIREFOX);
        database.run("update refresh_families set address = $1 where id = $2", address, id(mine));
        var session =
                api.get(OWN, mine.field("access_token")).json().path("items").get(0);
        assertThat(session.path("address_network").asString(null)).isEqualTo(network);
        assertThat(new ClientAddress(address).shown()).isEqualTo(network);
    }

    private Answer signIn(String userAgent) {
        var sent = api.post("/api/v1/auth/send-otp", Map.of("phone_number", phone));
        var answer = Api.answer(api.posting(
                "/api/v1/auth/verify-otp",
                Map.of("session_token", sent.field("session_token"), "otp", api.code(phone)),
                headers -> headers.set("User-Agent", userAgent)));
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private Answer refresh(String token) {
        return api.post(REFRESH, Map.of("refresh_token", token));
    }

    private Answer end(String path, Answer by) {
        return Api.answer(ending(path, by.field("access_token")));
    }

    private Mono<Answer> ending(String path, String token) {
        return api.call(HttpMethod.DELETE, path, "", headers -> {
            headers.setContentType(MediaType.APPLICATION_JSON);
            headers.setBearerAuth(token);
        });
    }

    private UUID id(Answer signedIn) {
        for (var session : api.get(OWN, signedIn.field("access_token")).json().path("items")) {
            if (session.path("current").asBoolean()) {
                return UUID.fromString(session.path("id").asString());
            }
        }
        throw new AssertionError("the sign-in of the call is not in the list");
    }

    private List<UUID> ids(Answer signedIn) {
        return api.get(OWN, signedIn.field("access_token"))
                .json()
                .path("items")
                .valueStream()
                .map(session -> UUID.fromString(session.path("id").asString()))
                .toList();
    }

    private UUID userId() {
        return (UUID) database.rows("select id from users where phone = $1", phone)
                .get(0)
                .get("id");
    }

    private long events(String event, UUID session) {
        return database.count(
                "select count(*) from security_events where event = $1 and detail ->> 'session' = $2",
                event,
                session.toString());
    }
}
