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

@IntegrationTest
class PhoneLoginTests {

    private static final String SEND = "/api/v1/auth/send-otp";
    private static final String RESEND = "/api/v1/auth/resend-otp";
    private static final String VERIFY = "/api/v1/auth/verify-otp";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    private final String phone = Api.somePhone();

    @Test
    void theFirstRightCodeMakesTheAccountAndTheNextFindsIt() {
        var first = signedIn();
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().path("success").asBoolean()).isTrue();
        assertThat(first.field("token_type")).isEqualTo("Bearer");
        var second = signedIn();
        assertThat(second.field("access_token")).isNotEqualTo(first.field("access_token"));
        assertThat(database.count("select count(*) from users where phone = $1", phone))
                .isEqualTo(1);
        assertThat(database.count(
                        "select count(*) from refresh_families f join users u on u.id = f.user_id where u.phone = $1",
                        phone))
                .isEqualTo(2);
    }

    @Test
    void aClientThatKeepsNoTokenIsFoundByItsPhone() {
        var national = Map.of("country_code", "+880", "mobile_number", "0" + phone.substring(4));
        assertThat(api.post(SEND, national).status()).isEqualTo(200);
        var verified = api.post(
                VERIFY, Map.of("country_code", "+880", "mobile_number", phone.substring(4), "otp", api.code(phone)));
        assertThat(verified.status()).isEqualTo(200);
        assertThat(api.post(VERIFY, Map.of("phone_number", phone, "otp", "123456"))
                        .field("code"))
                .as("the code is used, nothing is open")
                .isEqualTo("invalid-session");
    }

    @Test
    void thePhoneAloneNamesTheNewestOpenCode() {
        var first = api.post(SEND, Map.of("phone_number", phone));
        var firstCode = api.code(phone);
        database.run("update challenges set sends = max_sends where phone = $1", phone);
        letTheWaitPass();
        var second = api.post(SEND, Map.of("phone_number", phone));
        var secondCode = api.code(phone);
        assertThat(second.field("session_token"))
                .as("the first was sent as often as it may be")
                .isNotEqualTo(first.field("session_token"));
        assertThat(api.post(VERIFY, Map.of("phone_number", phone, "otp", secondCode))
                        .status())
                .isEqualTo(200);
        assertThat(api.post(VERIFY, Map.of("session_token", first.field("session_token"), "otp", firstCode))
                        .status())
                .as("the older session is still good for its own code")
                .isEqualTo(200);
    }

    @Test
    void whoeverAsksForACodeAgainGetsTheSameOne() {
        var first = api.post(SEND, Map.of("phone_number", phone));
        var code = api.code(phone);
        for (var tap = 0; tap < 4; tap++) {
            var again = api.post(SEND, Map.of("phone_number", phone));
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.field("session_token")).isEqualTo(first.field("session_token"));
            assertThat(again.json().path("resend_in").asInt()).isBetween(1, 30);
        }
        assertThat(api.texts(phone)).as("within the wait").hasSize(1);
        letTheWaitPass();
        var later = api.post(SEND, Map.of("phone_number", phone));
        assertThat(later.field("session_token")).isEqualTo(first.field("session_token"));
        assertThat(later.json().path("resend_in").asInt()).isEqualTo(30);
        assertThat(api.texts(phone)).hasSize(2);
        assertThat(api.code(phone)).isEqualTo(code);
        assertThat(api.post(VERIFY, Map.of("phone_number", phone, "otp", code)).status())
                .isEqualTo(200);
        assertThat(api.post(SEND, Map.of("phone_number", phone)).field("session_token"))
                .as("a used code is over, and so is its wait")
                .isNotEqualTo(first.field("session_token"));
        assertThat(api.texts(phone)).hasSize(3);
    }

    @Test
    void wrongCodesAreCountedAndTheFifthIsTheLast() {
        var session = api.post(SEND, Map.of("phone_number", phone)).field("session_token");
        var wrong = Map.of("session_token", session, "otp", Api.wrong(api.code(phone)));
        for (var left = 4; left > 0; left--) {
            var refused = api.post(VERIFY, wrong);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().path("attempts_remaining").asInt()).isEqualTo(left);
        }
        assertThat(api.post(VERIFY, wrong).field("code")).isEqualTo("too-many-attempts");
        assertThat(api.post(VERIFY, Map.of("session_token", session, "otp", api.code(phone)))
                        .field("code"))
                .isEqualTo("too-many-attempts");
    }

    @Test
    void aCodeServesNoOtherPurpose() {
        var login = api.post(SEND, Map.of("phone_number", phone)).field("session_token");
        assertThat(api.verify(login, api.code(phone)).field("code")).isEqualTo("invalid-session");
        var order = api.session(phone);
        assertThat(api.post(VERIFY, Map.of("session_token", order, "otp", api.code(phone)))
                        .field("code"))
                .isEqualTo("invalid-session");
        assertThat(api.post(VERIFY, Map.of("phone_number", phone, "otp", api.code(phone)))
                        .status())
                .as("the order's code is not the login's")
                .isNotEqualTo(200);
    }

    @Test
    void ofManyRightCodesAtOnceOneSignsIn() {
        var session = api.post(SEND, Map.of("phone_number", phone)).field("session_token");
        var right = Map.of("session_token", session, "otp", api.code(phone));
        var answers = Api.atOnce(Collections.nCopies(50, api.posting(VERIFY, right, headers -> {})));
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 401).hasSize(49);
        assertThat(database.count("select count(*) from users where phone = $1", phone))
                .isEqualTo(1);
    }

    @Test
    void theRepeatOfTheCallThatWasRightSignsInAgain() {
        var session = api.post(SEND, Map.of("phone_number", phone)).field("session_token");
        var right = Map.of("session_token", session, "otp", api.code(phone));
        var first = api.post(VERIFY, right, headers -> headers.set("Idempotency-Key", "login-" + phone));
        var repeat = api.post(VERIFY, right, headers -> headers.set("Idempotency-Key", "login-" + phone));
        assertThat(first.status()).isEqualTo(200);
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(api.post(VERIFY, right).status()).as("without the key").isEqualTo(401);
    }

    @Test
    void theCodeIsSentAgainAfterAWait() {
        var session = api.post(SEND, Map.of("phone_number", phone)).field("session_token");
        assertThat(api.post(RESEND, Map.of("session_token", session)).status()).isEqualTo(429);
        database.run(
                "update challenges set sent_at = now() - interval '31 seconds' where phone = $1 and purpose = 'login'",
                phone);
        var again = api.post(RESEND, Map.of("phone_number", phone));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("sends_remaining").asInt()).isEqualTo(2);
        assertThat(api.texts(phone)).hasSize(2).containsOnly(api.texts(phone).get(0));
    }

    @Test
    void aDeactivatedAccountDoesNotSignIn() {
        signedIn();
        database.run("update users set active = false where phone = $1", phone);
        var refused = signedIn();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.field("code")).isEqualTo("account-deactivated");
    }

    /** Nor is an order placed for the phone: its owner does not go on as a guest. */
    @Test
    void aDeactivatedAccountPlacesNoOrderByCode() {
        signedIn();
        database.run("update users set active = false where phone = $1", phone);
        var refused = api.verify(api.session(phone), api.code(phone));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.field("code")).isEqualTo("account-deactivated");
        assertThat(database.count("select count(*) from orders where phone = $1", phone))
                .isZero();
        database.run("update users set active = true where phone = $1", phone);
        assertThat(api.verify(api.session(phone), api.code(phone)).status()).isEqualTo(201);
    }

    @Test
    void aBodyWithoutAnyPhoneSaysSo() {
        var refused = api.post(SEND, Map.of("country_code", "+880"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("phone_number");
    }

    /** What a form makes of a number that was never typed in is not texted as something else. */
    @Test
    void aRefusedPhoneNamesTheFieldThatWasSent() {
        assertThat(fieldOf(Map.of("phone_number", "+8801XXXXXXXXX"))).isEqualTo("phone_number");
        assertThat(fieldOf(Map.of("phone_number", "+880undefined"))).isEqualTo("phone_number");
        assertThat(fieldOf(Map.of("mobile_number", "919876543210123", "country_code", "IN")))
                .isEqualTo("mobile_number");
        assertThat(fieldOf(Map.of("mobile_number", "01700000001", "country_code", "Nowhere")))
                .isEqualTo("country_code");
        assertThat(fieldOf(Map.of("mobile_number", "98765432", "country_code", "+91")))
                .isEqualTo("mobile_number");
        assertThat(fieldOf(Map.of("mobile_number", "001 65 9123 4567", "country_code", "SG")))
                .isEqualTo("mobile_number");
    }

    private String fieldOf(Map<String, String> body) {
        var refused = api.post(SEND, body);
        assertThat(refused.status()).as("%s", body).isEqualTo(400);
        assertThat(refused.field("code")).isEqualTo("invalid-phone");
        assertThat(refused.json().path("errors").size()).isEqualTo(1);
        return refused.json().path("errors").path(0).path("field").asString("");
    }

    @Test
    void aSatellitePhoneIsNotServedUnlessItsNetworksAreNamed() {
        var refused = api.post(SEND, Map.of("phone_number", "+881612345678"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.field("code")).isEqualTo("phone-not-served");
    }

    @Test
    void aPhoneIsFoundHoweverItsCountryIsWritten() {
        assertThat(api.post(SEND, Map.of("country_code", "88", "mobile_number", "bKash: 0" + phone.substring(4)))
                        .status())
                .isEqualTo(200);
        var verified = api.post(
                VERIFY,
                Map.of("country_code", "BGD", "mobile_number", "00" + phone.substring(1), "otp", api.code(phone)));
        assertThat(verified.status()).isEqualTo(200);
    }

    @Test
    void aSignedInPhoneReadsTheOrdersItPlacedAsAGuest() {
        var order = api.verify(api.session(phone), api.code(phone));
        var token = signedIn().field("access_token");
        assertThat(api.get("/api/v1/orders/" + order.field("id"), token).status())
                .isEqualTo(200);
    }

    /** As if thirty seconds had gone by. */
    private void letTheWaitPass() {
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
    }

    private Answer signedIn() {
        var session = api.post(SEND, Map.of("phone_number", phone)).field("session_token");
        return api.post(VERIFY, Map.of("session_token", session, "otp", api.code(phone)));
    }
}
