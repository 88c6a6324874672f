package io.ordergate.checkout;

import static io.ordergate.testing.Api.someOrder;
import static io.ordergate.testing.Api.somePhone;
import static io.ordergate.testing.Api.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class CheckoutTests {

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @Test
    void anOrderBecomesRealWhenItsCodeComesBack() {
        var phone = somePhone();
        var started = api.initiate(phone);
        assertThat(started.status()).isEqualTo(202);
        assertThat(started.field("total_amount")).isEqualTo("900.00");
        assertThat(started.field("message")).doesNotContain(phone);
        assertThat(api.texts(phone)).singleElement().asString().contains("900.00 BDT", "2 items", "at Ordergate");

        var placed = api.verify(started.field("session_token"), api.code(phone));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.field("status")).isEqualTo("verified");
        assertThat(placed.field("order_number")).matches("LA\\d{14}[0-9A-HJKMNP-TV-Z]{4}");
        assertThat(placed.header("Location")).isEqualTo("/api/v1/orders/" + placed.field("id"));

        var read = api.get("/api/v1/orders/" + placed.field("id"), placed.field("access_token"));
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("ETag")).isEqualTo("\"1\"");
        assertThat(read.json().path("items")).hasSize(1);
        assertThat(read.field("phone_number")).isEqualTo(phone);
    }

    @Test
    void orderItemsHistoryAndOutboxAreWrittenTogether() {
        var phone = somePhone();
        var session = api.session(phone);
        var order = api.verify(session, api.code(phone)).field("id");
        assertThat(database.count("select count(*) from order_items where order_id = $1::text::uuid", order))
                .isEqualTo(1);
        assertThat(database.count(
                        "select count(*) from order_events where order_id = $1::text::uuid and to_status = 'verified'",
                        order))
                .isEqualTo(1);
        assertThat(database.count(
                        "select count(*) from outbox where subject_id = $1::text::uuid and topic = 'order.placed'",
                        order))
                .isEqualTo(1);
    }

    @Test
    void aStrangerFindsNoOrder() {
        var mine = somePhone();
        var order = api.verify(api.session(mine), api.code(mine)).field("id");
        var strange = somePhone();
        var token = api.verify(api.session(strange), api.code(strange)).field("access_token");
        assertThat(api.get("/api/v1/orders/" + order, token).status()).isEqualTo(404);
        assertThat(api.get("/api/v1/orders/" + order).status()).isEqualTo(401);
    }

    @Test
    void aUsedCodeIsRefusedWithoutItsKey() {
        var phone = somePhone();
        var session = api.session(phone);
        var code = api.code(phone);
        assertThat(api.verify(session, code).status()).isEqualTo(201);
        var again = api.verify(session, code);
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.field("code")).isEqualTo("invalid-session");
        assertThat(api.verify(session, code, "some-key").status()).isEqualTo(401);
    }

    @Test
    void aRetriedVerifyWithItsKeyGetsTheSameOrder() {
        var phone = somePhone();
        var session = api.session(phone);
        var code = api.code(phone);
        var first = api.verify(session, code, "verify-1");
        var second = api.verify(session, code, "verify-1");
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.field("id")).isEqualTo(first.field("id"));
        assertThat(second.field("order_number")).isEqualTo(first.field("order_number"));
        assertThat(api.get("/api/v1/orders/" + first.field("id"), second.field("access_token"))
                        .status())
                .isEqualTo(200);
        assertThat(api.verify(session, wrong(code), "verify-1").status()).isEqualTo(422);
        assertThat(api.verify(session, code, "verify-2").status()).isEqualTo(401);
    }

    @Test
    void aRetriedInitiateWithItsKeyGetsTheSameSessionAndNoSecondText() {
        var phone = somePhone();
        var key = "initiate " + phone;
        assertThat(api.initiate(phone, key).status()).isEqualTo(400);
        key = "initiate-" + phone;
        var first = api.initiate(phone, key);
        var second = api.initiate(phone, "\"" + key + "\"");
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.field("session_token")).isEqualTo(first.field("session_token"));
        assertThat(api.texts(phone)).hasSize(1);

        assertThat(first.headers().containsHeader("Idempotent-Replayed")).isFalse();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");

        var otherPhone = api.initiate(somePhone(), key);
        assertThat(otherPhone.status())
                .as("the key of another phone is another key")
                .isEqualTo(202);
        assertThat(otherPhone.field("session_token")).isNotEqualTo(first.field("session_token"));
        var used = key;
        var otherOrder = api.post(
                "/api/v1/orders/initiate", someOrder(phone, 3), headers -> headers.set("Idempotency-Key", used));
        assertThat(otherOrder.status()).isEqualTo(422);
        assertThat(otherOrder.field("code")).isEqualTo("idempotency-key-reused");
        assertThat(otherOrder.body()).doesNotContain(first.field("session_token"));
    }

    @Test
    void aRetryIsAnsweredEvenWhenThePhonesBudgetIsUsedUp() {
        var phone = somePhone();
        for (var send = 1; send <= 4; send++) {
            api.session(phone);
            letTheWaitPass(phone);
        }
        var fifth = api.initiate(phone, "fifth-" + phone);
        letTheWaitPass(phone);
        assertThat(api.initiate(phone).status()).isEqualTo(429);
        assertThat(api.initiate(phone, "fifth-" + phone).field("session_token"))
                .isEqualTo(fifth.field("session_token"));
    }

    @Test
    void theSixthSendToAPhoneWithinAnHourIsRefused() {
        var phone = somePhone();
        for (var send = 1; send <= 5; send++) {
            assertThat(api.initiate(phone).status()).isEqualTo(202);
            letTheWaitPass(phone);
        }
        var sixth = api.initiate(phone);
        assertThat(sixth.status()).isEqualTo(429);
        assertThat(Long.parseLong(sixth.header("Retry-After"))).isBetween(3500L, 3600L);
        assertThat(sixth.header("RateLimit")).startsWith("\"otp-phone\";r=0;t=");
        assertThat(sixth.header("RateLimit-Policy"))
                .isEqualTo("\"otp-phone\";q=5;w=3600, \"otp-phone-2\";q=10;w=86400");
        assertThat(api.texts(phone)).hasSize(5);
    }

    @Test
    void aResendSendsTheSameCodeKeepsTheAttemptsAndCostsTheSameBudget() {
        var phone = somePhone();
        var session = api.session(phone);
        var code = api.code(phone);
        assertThat(api.verify(session, wrong(code)).field("attempts_remaining")).isEqualTo("2");

        var early = api.resend(session);
        assertThat(early.status()).isEqualTo(429);
        assertThat(Long.parseLong(early.header("Retry-After"))).isBetween(1L, 30L);

        letTheWaitPass(phone);
        var resent = api.resend(session);
        assertThat(resent.status()).isEqualTo(202);
        assertThat(resent.field("sends_remaining")).isEqualTo("2");
        assertThat(api.texts(phone)).hasSize(2);
        assertThat(api.code(phone)).isEqualTo(code);
        assertThat(api.verify(session, wrong(code)).field("attempts_remaining")).isEqualTo("1");
        assertThat(api.verify(session, code).status()).isEqualTo(201);
    }

    @Test
    void aCodeIsSentNoMoreThanFourTimes() {
        var phone = somePhone();
        var session = api.session(phone);
        for (var send = 2; send <= 4; send++) {
            letTheWaitPass(phone);
            assertThat(api.resend(session).status()).isEqualTo(202);
        }
        letTheWaitPass(phone);
        assertThat(api.resend(session).status()).isEqualTo(429);
        assertThat(api.texts(phone)).hasSize(4);
    }

    @Test
    void aCodeDiesWithItsSession() {
        var phone = somePhone();
        var session = api.session(phone);
        var code = api.code(phone);
        database.run("update challenges set expires_at = now() where phone = $1", phone);
        assertThat(api.resend(session).status()).isEqualTo(401);
        assertThat(api.verify(session, code).status()).isEqualTo(401);
        assertThat(database.count("select count(*) from orders where phone = $1", phone))
                .isZero();
    }

    @Test
    void failuresOfAPhoneCountOnAcrossResendsAndSessions() {
        var phone = somePhone();
        var first = api.session(phone);
        var wrong = wrong(api.code(phone));
        assertThat(api.verify(first, wrong).status()).isEqualTo(400);
        assertThat(api.verify(first, wrong).status()).isEqualTo(400);
        letTheWaitPass(phone);
        assertThat(api.resend(first).status()).isEqualTo(202);
        var third = api.verify(first, wrong);
        assertThat(third.status()).isEqualTo(403);
        assertThat(third.field("code")).isEqualTo("too-many-attempts");
        assertThat(api.verify(first, api.code(phone)).status()).isEqualTo(403);
        assertThat(api.resend(first).status()).isEqualTo(403);

        letTheWaitPass(phone);
        var second = api.session(phone);
        var code = api.code(phone);
        var fourth = api.verify(second, wrong(code));
        assertThat(fourth.status()).isEqualTo(400);
        assertThat(fourth.field("attempts_remaining"))
                .as("the session would bear two")
                .isEqualTo("1");
        assertThat(api.verify(second, wrong(code)).status()).isEqualTo(403);
        assertThat(api.verify(second, code).status())
                .as("five wrong guesses from here today")
                .isEqualTo(403);
        assertThat(api.initiate(phone).status())
                .as("no text for a locked phone")
                .isEqualTo(403);
        assertThat(database.count("select guesses from wrong_guesses where phone = $1 and address = '*'", phone))
                .isEqualTo(5);
    }

    @Test
    void tenWrongGuessesLockAPhoneForAllWhoHaveGuessedWrongToday() {
        var phone = somePhone();
        var session = api.session(phone);
        database.run(
                "insert into wrong_guesses values ($1, 'order', (now() at time zone 'UTC')::date, '*', 10)", phone);
        assertThat(api.post("/api/v1/verifications/status", Map.of("session_token", session))
                        .json()
                        .path("attempts_remaining")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.verify(session, wrong(api.code(phone))).status())
                .as("one guess")
                .isEqualTo(403);
        assertThat(api.verify(session, api.code(phone)).status()).isEqualTo(403);
        assertThat(database.count("select guesses from wrong_guesses where phone = $1 and address = '*'", phone))
                .isEqualTo(11);
        database.run("delete from wrong_guesses where phone = $1 and address <> '*'", phone);
        database.run("update wrong_guesses set guesses = 100 where phone = $1", phone);
        assertThat(api.verify(session, api.code(phone)).status())
                .as("a hundred lock it for everyone")
                .isEqualTo(403);
        database.run("update wrong_guesses set day = day - 1 where phone = $1", phone);
        assertThat(api.verify(session, api.code(phone)).status())
                .as("the next day")
                .isEqualTo(201);
    }

    @Test
    void aCodeOfOneSessionConfirmsNoOther() {
        var phone = somePhone();
        var older = api.session(phone);
        var olderCode = api.code(phone);
        letTheWaitPass(phone);
        var newer = api.post("/api/v1/orders/initiate", someOrder(phone, 3)).field("session_token");
        assertThat(api.verify(newer, olderCode).status()).isEqualTo(400);
        assertThat(api.verify(older, api.code(phone)).status()).isEqualTo(400);
        assertThat(api.verify(older, olderCode).status()).isEqualTo(201);
    }

    @Test
    void aCodeMayBeTypedInTheDigitsOfTheKeyboard() {
        var phone = somePhone();
        var session = api.session(phone);
        var bengali = new StringBuilder();
        api.code(phone).chars().forEach(digit -> bengali.append((char) ('০' + digit - '0')));
        assertThat(api.verify(session, bengali.toString()).status()).isEqualTo(201);
    }

    @Test
    void aTextHoldsNothingThatAClientWrote() {
        var phone = somePhone();
        var answer = api.post(
                "/api/v1/orders/initiate",
                Map.of(
                        "phone_number", phone,
                        "customer_name", "visit evil.example",
                        "address", "visit evil.example",
                        "payment_method", "bkash",
                        "note", "visit evil.example",
                        "books", List.of(Map.of("id", "evil.example", "title", "visit evil.example", "price", 10))));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(api.texts(phone)).singleElement().asString().doesNotContain("evil");
    }

    /** As if thirty seconds had gone by. */
    private void letTheWaitPass(String phone) {
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
    }
}
