package io.ordergate.verification.attempt;

import static io.ordergate.testing.Api.somePhone;
import static io.ordergate.testing.Api.verification;
import static io.ordergate.testing.Api.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;

/** What a code is good for once it was used, and what wrong ones cost. */
@IntegrationTest
class UsedCodeTests {

    private static final String SEND = "/api/v1/auth/send-otp";
    private static final String VERIFY_OTP = "/api/v1/auth/verify-otp";
    private static final String VERIFY = "/api/v1/orders/verify";
    private static final String KEY = "only-once";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    private final String phone = somePhone();

    @Test
    void aRepeatedSignInAnswersTheTokensOfTheFirst() {
        var session = loginSession();
        var first = signIn(session, api.code(phone), KEY);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        var repeat = signIn(session, api.code(phone), KEY);
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(repeat.field("access_token")).isEqualTo(first.field("access_token"));
        assertThat(repeat.field("refresh_token")).isEqualTo(first.field("refresh_token"));
        assertThat(signIns()).isEqualTo(1);
        assertThat(api.post("/api/v1/auth/refresh", Map.of("refresh_token", repeat.field("refresh_token")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aClientThatKeepsNoSessionRepeatsItsSignInToo() {
        loginSession();
        var right = Map.of("phone_number", phone, "otp", api.code(phone));
        var first = api.post(VERIFY_OTP, right, headers -> headers.set("Idempotency-Key", KEY));
        var repeat = api.post(VERIFY_OTP, right, headers -> headers.set("Idempotency-Key", KEY));
        assertThat(first.status()).isEqualTo(200);
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(repeat.field("refresh_token")).isEqualTo(first.field("refresh_token"));
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(api.post(VERIFY_OTP, right).status()).as("without the key").isEqualTo(401);
        assertThat(api.post("/api/v1/auth/resend-otp", Map.of("phone_number", phone))
                        .status())
                .isEqualTo(401);
        var next = loginSession();
        assertThat(next).as("a used code is over, and so is its wait").isNotEmpty();
        assertThat(api.post(VERIFY_OTP, Map.of("phone_number", phone, "otp", api.code(phone)))
                        .status())
                .as("the open one comes first")
                .isEqualTo(200);
    }

    @Test
    void afterLoggingOutEverywhereTheRepeatGivesNothing() {
        var session = loginSession();
        var token = signIn(session, api.code(phone), KEY).field("access_token");
        var out = api.post("/api/v1/auth/logout-all", "", headers -> headers.setBearerAuth(token));
        assertThat(out.status()).isEqualTo(204);
        var repeat = signIn(session, api.code(phone), KEY);
        assertThat(repeat.status()).isEqualTo(401);
        assertThat(repeat.field("code")).isEqualTo("invalid-session");
        assertThat(signIns()).isEqualTo(1);
    }

    @Test
    void afterLoggingOutTheRepeatGivesNothing() {
        var session = loginSession();
        var refresh = signIn(session, api.code(phone), KEY).field("refresh_token");
        api.post("/api/v1/auth/logout", Map.of("refresh_token", refresh));
        assertThat(signIn(session, api.code(phone), KEY).status()).isEqualTo(401);
    }

    @Test
    void aMinuteLaterTheRepeatGivesNothing() {
        var session = loginSession();
        signIn(session, api.code(phone), KEY);
        var order = api.session(phone);
        var code = api.code(phone);
        var first = api.verify(order, code, KEY);
        assertThat(first.status()).isEqualTo(201);
        var repeat = api.verify(order, code, KEY);
        assertThat(repeat.field("id")).isEqualTo(first.field("id"));
        assertThat(repeat.field("access_token")).isEqualTo(first.field("access_token"));
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        var loginCode = api.texts(phone).get(1).substring(0, 6);
        database.run("update challenges set consumed_at = now() - interval '61 seconds' where phone = $1", phone);
        assertThat(signIn(session, loginCode, KEY).status()).isEqualTo(401);
        assertThat(api.verify(order, code, KEY).status()).isEqualTo(401);
    }

    @Test
    void wrongGuessesOnAUsedCodeCountAndEndTheRepeats() {
        var session = loginSession();
        var code = api.code(phone);
        assertThat(signIn(session, code, KEY).status()).isEqualTo(200);
        for (var guess = 0; guess < 4; guess++) {
            assertThat(signIn(session, wrong(code), KEY).status()).isEqualTo(422);
        }
        assertThat(signIn(session, wrong(code), KEY).status()).isEqualTo(401);
        assertThat(signIn(session, code, KEY).status()).as("the right one").isEqualTo(401);
        assertThat(guesses("*")).isEqualTo(4);
        assertThat(guesses("127.0.0.1")).isEqualTo(4);
    }

    @Test
    void ofManyWrongGuessesAtOnceOnAUsedCodeFewAreCompared() {
        var order = api.session(phone);
        var code = api.code(phone);
        assertThat(api.verify(order, code, KEY).status()).isEqualTo(201);
        var guess =
                api.posting(VERIFY, verification(order, wrong(code)), headers -> headers.set("Idempotency-Key", KEY));
        var calls = new ArrayList<Mono<Answer>>(Collections.nCopies(50, guess));
        var answers = Api.atOnce(calls);
        assertThat(answers).filteredOn(answer -> answer.status() == 422).hasSize(2);
        assertThat(answers).filteredOn(answer -> answer.status() == 401).hasSize(48);
        assertThat(api.verify(order, code, KEY).status()).isEqualTo(401);
    }

    @Test
    void aRightCodeTakesTheFailuresOfItsAddressAwayAndNoOthers() {
        database.run(
                "insert into wrong_guesses values ($1, 'order', (now() at time zone 'UTC')::date, '203.0.113.5', 4)",
                phone);
        database.run("insert into wrong_guesses values ($1, 'order', (now() at time zone 'UTC')::date, '*', 4)", phone);
        for (var order = 0; order < 4; order++) {
            var session = api.session(phone);
            var code = api.code(phone);
            assertThat(api.verify(session, wrong(code)).status()).isEqualTo(400);
            assertThat(api.verify(session, wrong(code)).status()).isEqualTo(400);
            assertThat(api.verify(session, code).status()).isEqualTo(201);
        }
        assertThat(guesses("203.0.113.5")).isEqualTo(4);
        assertThat(guesses("*")).isEqualTo(4);
    }

    @Test
    void theDaysFailuresMayLeaveLessThanTheSession() {
        database.run(
                "insert into wrong_guesses values ($1, 'login', (now() at time zone 'UTC')::date, '127.0.0.1', 3)",
                phone);
        var session = loginSession();
        var code = api.code(phone);
        assertThat(api.post("/api/v1/verifications/status", Map.of("session_token", session))
                        .json()
                        .path("attempts_remaining")
                        .asInt())
                .isEqualTo(2);
        assertThat(signIn(session, wrong(code), null)
                        .json()
                        .path("attempts_remaining")
                        .asInt())
                .isEqualTo(1);
        for (var call = 0; call < 2; call++) {
            var refused = signIn(session, wrong(code), null);
            assertThat(refused.field("code")).isEqualTo("too-many-attempts");
            assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 86_401L);
        }
        assertThat(signIn(session, code, null).status()).isEqualTo(403);
        database.run("update challenges set attempts = max_attempts where phone = $1", phone);
        assertThat(Long.parseLong(signIn(session, code, null).header("Retry-After")))
                .as("until the day is over, whatever became of the session")
                .isGreaterThanOrEqualTo(secondsLeftToday());
        var noText = api.post(SEND, Map.of("phone_number", phone));
        assertThat(noText.field("code")).isEqualTo("too-many-attempts");
        assertThat(noText.header("Retry-After")).isNotEmpty();
    }

    @Test
    void aSessionWithoutAttemptsSaysWhenAnotherMayBeAskedFor() {
        var session = api.session(phone);
        var wrong = wrong(api.code(phone));
        api.verify(session, wrong);
        api.verify(session, wrong);
        for (var call = 0; call < 2; call++) {
            var refused = api.verify(session, wrong);
            assertThat(refused.field("code")).isEqualTo("too-many-attempts");
            assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 30L);
        }
        assertThat(Long.parseLong(api.resend(session).header("Retry-After"))).isBetween(1L, 30L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345", "1234567", "G-123456", "12a456", "123,456", "1234"})
    void whatIsNoCodeOfThisLengthIsNotCounted(String typed) {
        var session = api.session(phone);
        var refused = api.verify(session, typed);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.field("code")).isEqualTo("invalid-request");
        assertThat(refused.json().path("errors").path(0).path("field").asString())
                .isEqualTo("pin_code");
        var login = loginSession();
        assertThat(signIn(login, typed, null)
                        .json()
                        .path("errors")
                        .path(0)
                        .path("field")
                        .asString())
                .isEqualTo("otp");
        assertThat(database.count("select sum(attempts) from challenges where phone = $1", phone))
                .isZero();
        assertThat(database.count("select count(*) from wrong_guesses where phone = $1", phone))
                .isZero();
    }

    @Test
    void aPastedCodeIsRead() {
        var session = api.session(phone);
        var code = api.code(phone);
        var pasted = "\u202a " + code.substring(0, 3) + "\u00a0\u2013 " + code.substring(3) + "\u202c\r\n";
        assertThat(api.verify(session, pasted).status()).isEqualTo(201);
    }

    private long secondsLeftToday() {
        return database.count(
                "select floor(extract(epoch from date_trunc('day', now() at time zone 'UTC') + interval '1 day'"
                        + " - (now() at time zone 'UTC')))::bigint");
    }

    private String loginSession() {
        return api.post(SEND, Map.of("phone_number", phone)).field("session_token");
    }

    private Answer signIn(String session, String code, @org.jspecify.annotations.Nullable String key) {
        return api.post(VERIFY_OTP, Map.of("session_token", session, "otp", code), headers -> {
            if (key != null) {
                headers.set("Idempotency-Key", key);
            }
        });
    }

    private long guesses(String address) {
        return database.count(
                "select coalesce(max(guesses), 0) from wrong_guesses where phone = $1 and address = $2",
                phone,
                address);
    }

    private long signIns() {
        return database.count(
                "select count(*) from refresh_families f join users u on u.id = f.user_id where u.phone = $1", phone);
    }
}
