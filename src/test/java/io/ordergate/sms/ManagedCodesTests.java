package io.ordergate.sms;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Orders and sign-ins with codes of Infobip 2FA, and of Twilio Verify where Infobip is down: the same as with derived codes. */
@IntegrationTest
@TestPropertySource(
        properties = {
            "ordergate.sms.providers=infobip,twilio",
            "ordergate.sms.journal-delay=100ms",
            "ordergate.otp.mode=managed",
            "ordergate.sms.infobip.api-key=key",
            "ordergate.sms.infobip.app-id=A1",
            "ordergate.sms.infobip.message-id=M1",
            "ordergate.sms.twilio.account-sid=AC1",
            "ordergate.sms.twilio.auth-token=token",
            "ordergate.sms.twilio.phone-number=+15005550006",
            "ordergate.sms.twilio.verify-service-sid=VA1"
        })
class ManagedCodesTests {

    private static final CodeProvider PROVIDER = new CodeProvider();

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @DynamicPropertySource
    static void urls(DynamicPropertyRegistry registry) {
        registry.add("ordergate.sms.infobip.base-url", PROVIDER::url);
        registry.add("ordergate.sms.twilio.verify-base-url", PROVIDER::url);
    }

    @BeforeEach
    void forget() {
        PROVIDER.received.clear();
    }

    @AfterEach
    void recover() {
        PROVIDER.infobip = 200;
        PROVIDER.checks = 200;
    }

    @Test
    void infobipIsAskedAsItsPagesSay() {
        var phone = somePhone();
        var session = api.session(phone);
        var code = PROVIDER.codeOf(phone);
        assertThat(api.verify(session, code).status()).isEqualTo(201);
        var send = PROVIDER.received.get(0);
        assertThat(send.uri()).isEqualTo("/2fa/2/pin?ncNeeded=false");
        assertThat(send.authorization()).isEqualTo("App key");
        assertThat(send.type()).isEqualTo("application/json");
        assertThat(send.body())
                .isEqualTo("{\"applicationId\":\"A1\",\"messageId\":\"M1\",\"to\":\"" + phone.substring(1) + "\"}");
        var check = PROVIDER.received.get(1);
        assertThat(check.uri()).matches("/2fa/2/pin/C\\d+/verify");
        assertThat(check.body()).isEqualTo("{\"pin\":\"" + code + "\"}");
    }

    @Test
    void twilioIsAskedAsItsPagesSay() {
        PROVIDER.infobip = 503;
        var phone = somePhone();
        var session = api.session(phone);
        assertThat(api.verify(session, PROVIDER.codeOf(phone)).status()).isEqualTo(201);
        var send = PROVIDER.received.get(1);
        assertThat(send.uri()).isEqualTo("/v2/Services/VA1/Verifications");
        assertThat(send.authorization()).isEqualTo("Basic QUMxOnRva2Vu");
        assertThat(send.body()).isEqualTo("To=%2B" + phone.substring(1) + "&Channel=sms&Locale=en");
        var check = PROVIDER.received.get(2);
        assertThat(check.uri()).isEqualTo("/v2/Services/VA1/VerificationCheck");
        assertThat(check.body()).matches("VerificationSid=C\\d+&Code=\\d{6}");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 503})
    void wrongCodesAreCountedAndTheRightOnePlacesTheOrder(int infobip) {
        PROVIDER.infobip = infobip;
        var phone = somePhone();
        var session = api.session(phone);
        var code = PROVIDER.codeOf(phone);
        for (var left = 2; left >= 1; left--) {
            var wrong = api.verify(session, Api.wrong(code));
            assertThat(wrong.field("code")).isEqualTo("wrong-code");
            assertThat(wrong.json().path("attempts_remaining").asInt()).isEqualTo(left);
        }
        assertThat(api.verify(session, code).status()).isEqualTo(201);
        assertThat(api.verify(session, code).status()).as("once more").isEqualTo(401);
        assertThat(database.count("select count(*) from orders where phone = $1", phone))
                .isEqualTo(1);
    }

    @Test
    void noMoreCodesAreComparedThanAreAllowedHoweverManyComeAtOnce() {
        var phone = somePhone();
        var session = api.session(phone);
        var wrong = Api.verification(session, Api.wrong(PROVIDER.codeOf(phone)));
        var before = PROVIDER.compared.get();
        var answers = Api.atOnce(Collections.nCopies(20, api.posting("/api/v1/orders/verify", wrong, headers -> {})));
        assertThat(PROVIDER.compared.get() - before).isEqualTo(3);
        assertThat(answers).extracting(Answer::status).isSubsetOf(400, 403);
        assertThat(api.verify(session, PROVIDER.codeOf(phone)).field("code")).isEqualTo("too-many-attempts");
        assertThat(PROVIDER.compared.get() - before).isEqualTo(3);
    }

    @Test
    void ofManyRightOnesAtOnceOneWins() {
        var phone = somePhone();
        var right = Api.verification(api.session(phone), PROVIDER.codeOf(phone));
        var answers = Api.atOnce(Collections.nCopies(20, api.posting("/api/v1/orders/verify", right, headers -> {})));
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(database.count("select count(*) from orders where phone = $1", phone))
                .isEqualTo(1);
    }

    @Test
    void theRepeatOfTheRightRequestGetsItsOrderAndAnotherCodeDoesNot() {
        var phone = somePhone();
        var session = api.session(phone);
        var code = PROVIDER.codeOf(phone);
        var placed = api.verify(session, code, "key-1");
        assertThat(placed.status()).isEqualTo(201);
        var repeated = api.verify(session, code, "key-1");
        assertThat(repeated.status()).isEqualTo(201);
        assertThat(repeated.field("id")).isEqualTo(placed.field("id"));
        var another = api.verify(session, Api.wrong(code), "key-1");
        assertThat(another.status()).isEqualTo(422);
        assertThat(another.field("code")).isEqualTo("idempotency-key-reused");
    }

    @Test
    void wrongGuessesOnAUsedCodeCountAndEndTheRepeats() {
        var phone = somePhone();
        var session = api.session(phone);
        var code = PROVIDER.codeOf(phone);
        assertThat(api.verify(session, code, "key-2").status()).isEqualTo(201);
        var before = PROVIDER.compared.get();
        var guess = api.posting(
                "/api/v1/orders/verify",
                Api.verification(session, Api.wrong(code)),
                headers -> headers.set("Idempotency-Key", "key-2"));
        var answers = Api.atOnce(Collections.nCopies(20, guess));
        assertThat(answers).filteredOn(answer -> answer.status() == 422).hasSize(2);
        assertThat(answers).filteredOn(answer -> answer.status() == 401).hasSize(18);
        assertThat(api.verify(session, code, "key-2").status())
                .as("the right one")
                .isEqualTo(401);
        assertThat(PROVIDER.compared.get()).isEqualTo(before);
    }

    @Test
    void aResendIsTheSameCodeOfTheSameProvider() {
        var phone = somePhone();
        var session = api.session(phone);
        var code = PROVIDER.codeOf(phone);
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
        assertThat(api.resend(session).status()).isEqualTo(202);
        assertThat(PROVIDER.received.get(1).uri()).matches("/2fa/2/pin/C\\d+/resend");
        assertThat(PROVIDER.received.get(1).body()).isEqualTo("{}");
        assertThat(api.verify(session, code).status()).isEqualTo(201);
    }

    @Test
    void aProviderThatIsThrottledHasComparedNothing() {
        var phone = somePhone();
        var session = api.session(phone);
        PROVIDER.checks = 429;
        for (var attempt = 0; attempt < 5; attempt++) {
            var refused = api.verify(session, PROVIDER.codeOf(phone));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("5");
        }
        PROVIDER.checks = 200;
        assertThat(api.verify(session, PROVIDER.codeOf(phone)).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 503})
    void aCodeThatTheProviderKnowsNoMoreEndsTheSession(int infobip) {
        PROVIDER.infobip = infobip;
        var phone = somePhone();
        var session = api.session(phone);
        var code = PROVIDER.codeOf(phone);
        PROVIDER.forget(phone);
        assertThat(api.verify(session, code).status()).isEqualTo(401);
    }

    @Test
    void signInsAreTheSame() {
        var phone = somePhone();
        api.post("/api/v1/auth/send-otp", Map.of("phone_number", phone));
        var code = PROVIDER.codeOf(phone);
        var wrong = api.post("/api/v1/auth/verify-otp", Map.of("phone_number", phone, "otp", Api.wrong(code)));
        assertThat(wrong.field("code")).isEqualTo("wrong-code");
        var right = api.post("/api/v1/auth/verify-otp", Map.of("phone_number", phone, "otp", code));
        assertThat(right.status()).isEqualTo(200);
        assertThat(right.field("access_token")).isNotEmpty();
    }

    @Test
    void whatWasSentIsWrittenDown() {
        var phone = somePhone();
        api.session(phone);
        await().until(() -> database.count(
                        "select count(*) from sms_messages m join challenges c on c.id = m.challenge_id"
                                + " where c.phone = $1 and m.provider = 'infobip_2fa' and m.outcome = 'accepted'",
                        phone)
                == 1);
        assertThat(database.rows("select * from challenges where phone = $1", phone)
                        .get(0))
                .containsEntry("managed_by", "infobip_2fa");
    }
}
