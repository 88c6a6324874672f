package io.ordergate.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;

@IntegrationTest
class RefreshTests {

    private static final String REFRESH = "/api/v1/auth/refresh";
    private static final String SOME_ORDER = "/api/v1/orders/018f0000-0000-7000-8000-000000000000";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    private final String phone = Api.somePhone();

    @Test
    void fiftyRefreshesWithOneTokenAtOnceGiveOneSuccessor() {
        var first = signIn().field("refresh_token");
        var answers = Api.atOnce(Collections.nCopies(50, api.posting(REFRESH, body(first), headers -> {})));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers)
                .extracting(answer -> answer.field("refresh_token"))
                .containsOnly(answers.get(0).field("refresh_token"));
        assertThat(families()).isEqualTo(1);
        assertThat(tokens()).isEqualTo(2);
        assertThat(api.get(SOME_ORDER, answers.get(7).field("access_token")).status())
                .as("nobody is signed out")
                .isEqualTo(404);
        assertThat(refresh(answers.get(0).field("refresh_token")).status()).isEqualTo(200);
    }

    /** The answer never came, and the client is back a day later. */
    @Test
    void aTokenWhoseSuccessorNobodyUsedGetsTheSameOneWheneverItComes() {
        var first = signIn().field("refresh_token");
        var lost = refresh(first).field("refresh_token");
        for (var turn = 0; turn < 3; turn++) {
            afterTheGrace();
            var again = refresh(first);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.field("refresh_token")).isEqualTo(lost);
        }
        var next = refresh(lost);
        assertThat(next.status()).isEqualTo(200);
        assertThat(api.get(SOME_ORDER, next.field("access_token")).status()).isEqualTo(404);
        assertThat(families()).isEqualTo(1);
    }

    @Test
    void manyWhoRepeatALateRefreshAtOnceGetOneSuccessor() {
        var first = signIn().field("refresh_token");
        var lost = refresh(first).field("refresh_token");
        afterTheGrace();
        var answers = Api.atOnce(Collections.nCopies(20, api.posting(REFRESH, body(first), headers -> {})));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers).extracting(answer -> answer.field("refresh_token")).containsOnly(lost);
    }

    @Test
    void anAccessTokenLeavesItsMarkOnceHoweverManyCallsComeAtOnce() {
        var first = signIn();
        var second = refresh(first.field("refresh_token"));
        assertThat(seen()).isZero();
        var calls = Api.atOnce(Collections.nCopies(
                20,
                api.call(
                        HttpMethod.GET,
                        SOME_ORDER,
                        "",
                        headers -> headers.setBearerAuth(second.field("access_token")))));
        assertThat(calls).allMatch(answer -> answer.status() == 404);
        assertThat(seen()).isEqualTo(1);
        api.get(SOME_ORDER, first.field("access_token"));
        assertThat(seen()).as("an older token changes nothing").isEqualTo(1);
    }

    @Test
    void aTokenThatComesAgainOnceItsSuccessorsAccessTokenWasSeenEndsTheWholeSignIn() {
        var first = signIn().field("refresh_token");
        var second = refresh(first);
        assertThat(api.get(SOME_ORDER, second.field("access_token")).status()).isEqualTo(404);
        assertThat(refresh(first).status()).as("a race of two tabs").isEqualTo(200);
        afterTheGrace();
        assertThat(refresh(first).field("code")).isEqualTo("invalid-refresh-token");
        assertThat(refresh(second.field("refresh_token")).status()).isEqualTo(401);
    }

    @Test
    void aTokenThatComesAgainOnceItsSuccessorWasUsedEndsTheWholeSignIn() {
        var first = signIn().field("refresh_token");
        var second = refresh(first);
        var third = refresh(second.field("refresh_token"));
        var elsewhere = signIn();
        afterTheGrace();
        assertThat(refresh(first).field("code")).isEqualTo("invalid-refresh-token");
        assertThat(refresh(third.field("refresh_token")).status())
                .as("the successors are dead as well")
                .isEqualTo(401);
        assertThat(api.get(SOME_ORDER, third.field("access_token")).status())
                .as("and their access tokens")
                .isEqualTo(401);
        assertThat(api.get(SOME_ORDER, elsewhere.field("access_token")).status())
                .as("the other device is not concerned")
                .isEqualTo(404);
        assertThat(database.count(
                        "select count(*) from security_events e join users u on u.id = e.subject_id"
                                + " where u.phone = $1 and e.event = 'refresh-token-reused'",
                        phone))
                .isEqualTo(1);
    }

    @Test
    void aSignInEndsAtTheLatestAfterHalfAYearHoweverMuchItIsUsed() {
        var tokens = signIn();
        age(179);
        var next = refresh(tokens.field("refresh_token"));
        assertThat(next.status()).isEqualTo(200);
        assertThat(database.count(
                        "select count(*) from refresh_families f join users u on u.id = f.user_id where u.phone = $1"
                                + " and f.expires_at between now() + interval '23 hours' and now() + interval '25 hours'",
                        phone))
                .as("nothing prolongs it any further")
                .isEqualTo(1);
        age(2);
        assertThat(refresh(next.field("refresh_token")).field("code")).isEqualTo("invalid-refresh-token");
        assertThat(api.get(SOME_ORDER, next.field("access_token")).status()).isEqualTo(401);
    }

    @Test
    void oneSignInIsRefreshedSixtyTimesInAQuarterOfAnHourAndNoOtherIsConcerned() {
        var token = signIn().field("refresh_token");
        for (var turn = 0; turn < 60; turn++) {
            token = refresh(token).field("refresh_token");
        }
        var refused = refresh(token);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        assertThat(api.post("/api/v1/auth/logout", body(token)).status()).isEqualTo(429);
        assertThat(refresh(signIn().field("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void aChainOfRefreshesGoesOn() {
        var token = signIn().field("refresh_token");
        for (var turn = 0; turn < 5; turn++) {
            var next = refresh(token).field("refresh_token");
            assertThat(next).isNotEmpty().isNotEqualTo(token);
            token = next;
        }
        assertThat(families()).isEqualTo(1);
    }

    @Test
    void whatIsStoredIsNotTheToken() {
        var token = signIn().field("refresh_token");
        assertThat(token).hasSize(43); // 256 bits in base64url
        assertThat(database.count(
                        "select count(*) from refresh_tokens where encode(digest, 'base64') like '%' || $1 || '%'",
                        token.substring(0, 20)))
                .isZero();
    }

    @Test
    void anExpiredOrUnknownTokenIsRefused() {
        var token = signIn().field("refresh_token");
        database.run(
                "update refresh_tokens t set expires_at = now() - interval '1 second' from refresh_families f, users u"
                        + " where f.id = t.family_id and u.id = f.user_id and u.phone = $1",
                phone);
        assertThat(refresh(token).status()).isEqualTo(401);
        assertThat(refresh("nonsense").status()).isEqualTo(401);
        assertThat(refresh("").status()).isEqualTo(400);
    }

    @Test
    void loggingOutEndsTheSignInAndNoOther() {
        var here = signIn();
        var there = signIn();
        assertThat(api.post("/api/v1/auth/logout", body(here.field("refresh_token")))
                        .status())
                .isEqualTo(204);
        assertThat(refresh(here.field("refresh_token")).status()).isEqualTo(401);
        assertThat(api.get(SOME_ORDER, here.field("access_token")).status()).isEqualTo(401);
        assertThat(api.get(SOME_ORDER, there.field("access_token")).status()).isEqualTo(404);
        assertThat(api.post("/api/v1/auth/logout", body(here.field("refresh_token")))
                        .status())
                .as("once more")
                .isEqualTo(204);
    }

    @Test
    void loggingOutEverywhereEndsAllSignIns() {
        var here = signIn();
        var there = signIn();
        var answer =
                api.post("/api/v1/auth/logout-all", "", headers -> headers.setBearerAuth(here.field("access_token")));
        assertThat(answer.status()).isEqualTo(204);
        assertThat(refresh(there.field("refresh_token")).status()).isEqualTo(401);
        assertThat(api.get(SOME_ORDER, there.field("access_token")).status()).isEqualTo(401);
        assertThat(api.get(SOME_ORDER, here.field("access_token")).status()).isEqualTo(401);
    }

    @Test
    void aDeactivatedAccountsTokensStopAtOnce() {
        var tokens = signIn();
        assertThat(api.get(SOME_ORDER, tokens.field("access_token")).status()).isEqualTo(404);
        database.run("update users set active = false where phone = $1", phone);
        var refused = api.get(SOME_ORDER, tokens.field("access_token"));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).contains("invalid_token");
        assertThat(refresh(tokens.field("refresh_token")).status()).isEqualTo(401);
    }

    @Test
    void whoIsDeactivatedDoesNotGoOnAsAGuestWithTheSamePhone() {
        signIn();
        var guest = api.verify(api.session(phone), api.code(phone));
        var path = "/api/v1/orders/" + guest.field("id");
        assertThat(api.get(path, guest.field("access_token")).status()).isEqualTo(200);
        database.run("update users set active = false where phone = $1", phone);
        assertThat(api.get(path, guest.field("access_token")).status()).isEqualTo(401);
        database.run("delete from last_codes where phone = $1", phone);
        var another = api.verify(api.session(phone), api.code(phone));
        assertThat(another.status()).isEqualTo(403);
        assertThat(another.field("code")).isEqualTo("account-deactivated");
        database.run("update users set active = true where phone = $1", phone);
        assertThat(api.get(path, guest.field("access_token")).status()).isEqualTo(200);
    }

    private Answer signIn() {
        var session =
                api.post("/api/v1/auth/send-otp", Map.of("phone_number", phone)).field("session_token");
        var answer = api.post("/api/v1/auth/verify-otp", Map.of("session_token", session, "otp", api.code(phone)));
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private Answer refresh(String token) {
        return api.post(REFRESH, body(token));
    }

    private static Map<String, Object> body(String token) {
        return Map.of("refresh_token", token);
    }

    private void afterTheGrace() {
        database.run(
                "update refresh_tokens t set used_at = used_at - interval '21 seconds' from refresh_families f, users u"
                        + " where f.id = t.family_id and u.id = f.user_id and u.phone = $1 and used_at is not null",
                phone);
    }

    private void age(int days) {
        database.run(
                "update refresh_families f set created_at = f.created_at - $1 * interval '1 day' from users u"
                        + " where u.id = f.user_id and u.phone = $2",
                days,
                phone);
    }

    private long seen() {
        return database.count(
                "select f.seen_generation from refresh_families f join users u on u.id = f.user_id where u.phone = $1",
                phone);
    }

    private long families() {
        return database.count(
                "select count(*) from refresh_families f join users u on u.id = f.user_id"
                        + " where u.phone = $1 and revoked_at is null",
                phone);
    }

    private long tokens() {
        return database.count(
                "select count(*) from refresh_tokens t join refresh_families f on f.id = t.family_id"
                        + " join users u on u.id = f.user_id where u.phone = $1",
                phone);
    }
}
