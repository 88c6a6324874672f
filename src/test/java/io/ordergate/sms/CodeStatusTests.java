package io.ordergate.sms;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

@IntegrationTest
@Import(Sms.class)
@TestPropertySource(properties = {"ordergate.sms.providers=scripted,console", "ordergate.sms.journal-delay=100ms"})
class CodeStatusTests {

    @Autowired
    private Api api;

    @Autowired
    private Sms sms;

    @Autowired
    private Database database;

    @ParameterizedTest
    @CsvSource({
        "twilio, , , sent, ''",
        "twilio, sent, , sent, ''",
        "twilio, delivered, , delivered, ''",
        "twilio, failed, 30003, undelivered, unreachable",
        "twilio, failed, 30007, undelivered, blocked",
        "infobip, failed, 4/1, undelivered, invalid_number",
        "infobip, failed, 15/0, undelivered, unreachable",
        "africastalking, failed, UserInBlackList, undelivered, blocked",
        "twilio, failed, 99999, undelivered, other",
        "scripted, failed, 30003, undelivered, other"
    })
    void tellsWhatTheProviderTold(String provider, String delivery, String reason, String status, String problem) {
        var phone = somePhone();
        var session = api.session(phone);
        receipt(phone, provider, delivery, reason);
        var answer = status(session);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("status")).isEqualTo(status);
        assertThat(answer.field("reason")).isEqualTo(problem);
        assertThat(answer.json().path("attempts_remaining").asInt()).isEqualTo(3);
        assertThat(answer.json().path("sends_remaining").asInt()).isEqualTo(3);
        assertThat(answer.json().path("resend_in_seconds").asInt()).isBetween(1, 30);
        assertThat(answer.json().path("expires_in_seconds").asInt()).isBetween(500, 600);
    }

    @Test
    void countsGuessesAndEndsWithTheSession() {
        var phone = somePhone();
        var session = api.session(phone);
        api.verify(session, Api.wrong(sms.lastCode(phone)));
        assertThat(status(session).json().path("attempts_remaining").asInt()).isEqualTo(2);
        assertThat(api.verify(session, sms.lastCode(phone)).status()).isEqualTo(201);
        assertThat(status(session).status()).isEqualTo(401);
    }

    @Test
    void knowsSignInsToo() {
        var sent = api.post("/api/v1/auth/send-otp", Map.of("phone_number", somePhone()));
        assertThat(status(sent.field("session_token"))
                        .json()
                        .path("attempts_remaining")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void aTextThatDidNotArriveIsSentAgainByAnotherProvider() {
        var phone = somePhone();
        var session = api.session(phone);
        receipt(phone, "scripted", "failed", "30003");
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
        assertThat(api.resend(session).status()).isEqualTo(202);
        assertThat(sms.textsTo(phone)).as("texts of the first provider").isEqualTo(1);
        assertThat(api.code(phone)).as("the code that the second one sent").isEqualTo(sms.lastCode(phone));
        await().until(() -> database.count(
                        "select count(*) from sms_messages m join challenges c on c.id = m.challenge_id"
                                + " where c.phone = $1 and provider = 'console'",
                        phone)
                == 1);
        assertThat(status(session).field("status")).as("of the text after it").isEqualTo("sent");
        assertThat(api.verify(session, sms.lastCode(phone)).status()).isEqualTo(201);
        await().untilAsserted(() -> assertThat(database.rows(
                        "select m.provider from sms_messages m join challenges c on c.id = m.challenge_id"
                                + " where c.phone = $1 and verified_at is not null",
                        phone))
                .as("the text that most probably brought the code")
                .singleElement()
                .isEqualTo(Map.of("provider", "console")));
    }

    private void receipt(String phone, String provider, String delivery, String reason) {
        var of = "select count(*) from sms_messages m join challenges c on c.id = m.challenge_id where c.phone = $1";
        await().until(() -> database.count(of, phone) == 1);
        database.run("""
                update sms_messages m set provider = $1, delivery = $2, delivery_reason = $3
                  from challenges c where c.id = m.challenge_id and c.phone = $4""", provider, delivery, reason, phone);
    }

    private Answer status(String session) {
        return api.post("/api/v1/verifications/status", Map.of("session_token", session));
    }
}
