package io.ordergate.sms.twilio;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.DeliveryWebhook;
import io.ordergate.sms.FakeProvider;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.journal.Attempts;
import io.ordergate.support.http.Forms;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

@IntegrationTest
@TestPropertySource(
        properties = {
            "ordergate.sms.twilio.auth-token=tok",
            "ordergate.sms.webhook.public-url=https://otp.example.test",
            "ordergate.sms.webhook.secret=a-secret-of-the-tests",
            "ordergate.sms.webhook.patience=500ms"
        })
class DeliveryTests {

    private static final String TWILIO = "/webhooks/sms/twilio";
    private static final String INFOBIP = "/webhooks/sms/infobip/a-secret-of-the-tests";
    private static final String AFRICASTALKING = "/webhooks/sms/africastalking/a-secret-of-the-tests";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private List<DeliveryWebhook> webhooks;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private Ids ids;

    @Autowired
    private Clock clock;

    @ParameterizedTest
    @ValueSource(strings = {"", "/api/v1"})
    void aSignedCallbackOfTwilioIsNoted(String prefix) {
        var id = sent("twilio");
        var form = status(id, "undelivered");
        form.put("ErrorCode", "30003");
        assertThat(twilio(prefix + TWILIO, form, signature(prefix + TWILIO, form))
                        .status())
                .isEqualTo(200);
        assertThat(row("twilio", id)).containsEntry("delivery", "failed").containsEntry("delivery_reason", "30003");
        assertThat(row("twilio", id).get("delivery_at")).isNotNull();
    }

    @Test
    void parametersThatTwilioAddsAreSignedToo() {
        var id = sent("twilio");
        var form = status(id, "delivered");
        form.put("SomethingNew", "a b&c=d/ä");
        assertThat(twilio(TWILIO, form, signature(TWILIO, form)).status()).isEqualTo(200);
        assertThat(row("twilio", id)).containsEntry("delivery", "delivered");
    }

    @Test
    void theVectorOfAnotherSignerIsAccepted() {
        var form = Map.of("MessageSid", "SM1", "MessageStatus", "delivered", "To", "+8801700000001");
        assertThat(new TwilioSignature(Sensitive.of("tok")).of("https://otp.example.test/twilio/status", form))
                .isEqualTo("vl5NcxrzOO1M0rZvnRhYnWbJM+w=");
    }

    @Test
    void aForgedCallbackChangesNothing() {
        var id = sent("twilio");
        var form = status(id, "delivered");
        var other = new LinkedHashMap<>(form);
        other.put("MessageStatus", "failed");
        for (var forged : List.of(
                twilio(TWILIO, form, ""),
                twilio(TWILIO, form, "x"),
                twilio(TWILIO, other, signature(TWILIO, form)),
                twilio(TWILIO + "?x=1", form, signature(TWILIO, form)),
                twilio("/webhooks/sms/twilio/a-secret-of-the-tests", form, signature(TWILIO, form)))) {
            assertThat(forged.status()).isEqualTo(403);
            assertThat(forged.field("code")).isEqualTo("forbidden");
        }
        assertThat(row("twilio", id)).containsEntry("delivery", null);
        assertThat(count("twilio", "forged")).isGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "'queued,sent,delivered', delivered",
        "'delivered,sent,queued', delivered",
        "'sent,sent,sent', sent",
        "'undelivered,sent', failed",
        "'failed,delivered,undelivered', delivered",
        "'delivered,delivered', delivered",
        "'sent,unheard-of', sent"
    })
    void theOrderOfReceiptsDoesNotMatter(String statuses, String expected) {
        var id = sent("twilio");
        for (var status : statuses.split(",", -1)) {
            var form = status(id, status);
            assertThat(twilio(TWILIO, form, signature(TWILIO, form)).status()).isEqualTo(200);
        }
        assertThat(row("twilio", id)).containsEntry("delivery", expected);
    }

    @Test
    void receiptsThatComeAtOnceLeaveTheBest() {
        var id = sent("twilio");
        var calls = new ArrayList<Mono<Answer>>();
        for (var number = 0; number < 30; number++) {
            var form = status(id, List.of("queued", "sent", "delivered").get(number % 3));
            calls.add(posting(
                    TWILIO, Forms.encode(form), MediaType.APPLICATION_FORM_URLENCODED, signature(TWILIO, form)));
        }
        assertThat(Api.atOnce(calls)).allMatch(answer -> answer.status() == 200);
        assertThat(row("twilio", id)).containsEntry("delivery", "delivered");
    }

    @Test
    void anUnknownTextIsCountedAndPassedOver() {
        var before = count("twilio", "unknown");
        var form = status("SM-nobody-knows", "delivered");
        assertThat(twilio(TWILIO, form, signature(TWILIO, form)).status()).isEqualTo(200);
        assertThat(count("twilio", "unknown")).isEqualTo(before + 1);
    }

    @Test
    void aReceiptMayBeFasterThanItsRow() {
        var id = "SM-fast-" + ids.next();
        var form = status(id, "delivered");
        var answer = Mono.zip(
                        posting(
                                TWILIO,
                                Forms.encode(form),
                                MediaType.APPLICATION_FORM_URLENCODED,
                                signature(TWILIO, form)),
                        Mono.delay(Duration.ofMillis(10))
                                .then(insert("twilio", id))
                                .thenReturn(true))
                .block(FakeProvider.PATIENCE);
        assertThat(answer.getT1().status()).isEqualTo(200);
        assertThat(row("twilio", id)).containsEntry("delivery", "delivered");
    }

    @Test
    void infobipBringsManyAtOnce() {
        var one = sent("infobip");
        var other = sent("infobip");
        var body = """
                {"results":[
                 {"bulkId":"b1","messageId":"%s","to":"8801700000001","sentAt":"2026-01-02T03:04:05.000+0000",
                  "price":{"pricePerMessage":0.01,"currency":"EUR"},
                  "status":{"groupId":3,"groupName":"DELIVERED","id":5,"name":"DELIVERED_TO_HANDSET"},
                  "error":{"groupId":0,"id":0,"name":"NO_ERROR","permanent":false}},
                 {"messageId":"%s","status":{"groupId":4,"id":15},"error":{"groupId":1,"id":27}},
                 {"messageId":"%s","status":{"groupId":1,"id":3}},
                 {"messageId":"","status":{"groupId":3}}, {"nonsense":true}, 7]}""".formatted(one, other, other);
        assertThat(posting(INFOBIP, body, MediaType.APPLICATION_JSON, "")
                        .block()
                        .status())
                .isEqualTo(200);
        assertThat(row("infobip", one))
                .containsEntry("delivery", "delivered")
                .containsEntry("delivery_reason", null)
                .containsEntry("price", new BigDecimal("0.01"))
                .containsEntry("currency", "EUR");
        assertThat(row("infobip", other)).containsEntry("delivery", "failed").containsEntry("delivery_reason", "15/27");
    }

    @Test
    void africasTalkingBringsOneForm() {
        var id = sent("africastalking");
        var body = "id=" + id + "&status=Failed&phoneNumber=%2B254700000001&networkCode=63902"
                + "&failureReason=UserInBlackList&retryCount=0";
        assertThat(form(AFRICASTALKING, body).status()).isEqualTo(200);
        assertThat(row("africastalking", id))
                .containsEntry("delivery", "failed")
                .containsEntry("delivery_reason", "UserInBlackList");
    }

    @ParameterizedTest
    @CsvSource({
        "status=AbsentSubscriber, failed, AbsentSubscriber, unreachable",
        "status=Expired, failed, Expired, unreachable",
        "status=UserInBlackList, failed, UserInBlackList, blocked",
        "status=Failed&failureReason=UserIsInactive, failed, UserIsInactive, unreachable",
        "status=Rejected&failureReason=NotNetworkSubcriber, failed, NotNetworkSubcriber, invalid_number",
        "status=Failed&failureReason=DoNotDisturbRejection, failed, DoNotDisturbRejection, blocked",
        "status=Failed&failureReason=UserNotSubscribedToProduct, failed, UserNotSubscribedToProduct, blocked",
        "status=Rejected&failureReason=InsufficientCredit, failed, InsufficientCredit, other",
        "status=Rejected&failureReason=InvalidLinkId, failed, InvalidLinkId, other",
        "status=Failed&failureReason=DeliveryFailure, failed, DeliveryFailure, unreachable",
        "status=Failed, failed, Failed, other",
        "status=Rejected&failureReason=, failed, Rejected, other",
        "failureReason=UserDoesNotExist, failed, UserDoesNotExist, invalid_number",
        "status=Success, delivered, , other"
    })
    void africasTalkingNamesAFailureInOneOfTwoFields(
            String fields, String delivery, @Nullable String reason, String problem) {
        var id = sent("africastalking");
        assertThat(form(AFRICASTALKING, "id=" + id + "&" + fields).status()).isEqualTo(200);
        assertThat(row("africastalking", id))
                .containsEntry("delivery", delivery)
                .containsEntry("delivery_reason", reason);
        assertThat(problem("africastalking", reason == null ? "" : reason)).isEqualTo(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"messageId\":\"a\\u0000b\",\"status\":{\"groupId\":3}}",
                "{\"messageId\":\"\\ud800\",\"status\":{\"groupId\":3}}",
                "{\"messageId\":\"x\",\"status\":{\"groupId\":3},\"price\":{\"pricePerMessage\":1e200000,\"currency\":\"EUR\"}}",
                "{\"messageId\":\"x\",\"status\":{\"groupId\":3},\"price\":{\"pricePerMessage\":1,\"currency\":\"\\u0000\"}}"
            })
    void oneBadRowOfInfobipLeavesTheOthersToBeRead(String row) {
        var id = sent("infobip");
        var body = "{\"results\":[" + row + ",{\"messageId\":\"" + id + "\",\"status\":{\"groupId\":3}}]}";
        assertThat(posting(INFOBIP, body, MediaType.APPLICATION_JSON, "")
                        .block()
                        .status())
                .isEqualTo(200);
        assertThat(row("infobip", id)).containsEntry("delivery", "delivered");
    }

    /** Rows of texts are written many at a time. */
    @Test
    void anIdThatCannotBeStoredLeavesTheOtherTextsToBeWritten() {
        var odd = new SmsMessage(ids.next(), new PhoneNumber(somePhone(), "BD"), "test", Sensitive.of("text"), null);
        var other = new SmsMessage(ids.next(), new PhoneNumber(somePhone(), "BD"), "test", Sensitive.of("text"), null);
        var now = clock.instant();
        var attempts = new LinkedHashMap<SmsMessage, SmsResult>();
        attempts.put(odd, SmsResult.accepted("a\u0000b"));
        attempts.put(other, SmsResult.accepted("x" + other.id()));
        Attempts.insert(context, "infobip", now, attempts).block(FakeProvider.PATIENCE);
        assertThat(row("infobip", "x" + other.id())).containsEntry("outcome", "accepted");
        assertThat(database.count("select count(*) from sms_messages where id = $1 and provider_id is null", odd.id()))
                .isEqualTo(1);
    }

    @Test
    void aCallbackOfTwilioMayHaveTheOldNamesOnly() {
        var id = sent("twilio");
        var form = new LinkedHashMap<String, String>();
        form.put("SmsSid", id);
        form.put("SmsStatus", "delivered");
        assertThat(twilio(TWILIO, form, signature(TWILIO, form)).status()).isEqualTo(200);
        assertThat(row("twilio", id)).containsEntry("delivery", "delivered");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webhooks/sms/infobip",
                "/webhooks/sms/infobip/a-secret-of-the-test",
                "/webhooks/sms/africastalking",
                "/webhooks/sms/africastalking/A-SECRET-OF-THE-TESTS",
                "/api/v1/webhooks/sms/infobip/guess"
            })
    void withoutTheSecretNothingIsTaken(String path) {
        assertThat(form(path, "id=x&status=Success").status()).isEqualTo(403);
    }

    @Test
    void otherProvidersBringNothing() {
        assertThat(form("/webhooks/sms/console", "").status()).isEqualTo(404);
        assertThat(form("/webhooks/sms/pigeon/a-secret-of-the-tests", "").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"results\":7}", "null", "%", "a=%zz"})
    void garbageOfAProviderIsPassedOver(String body) {
        assertThat(form(INFOBIP, body).status()).isEqualTo(200);
        assertThat(form(AFRICASTALKING, body).status()).isEqualTo(200);
    }

    @Test
    void aBodyHasAnEnd() {
        assertThat(form(INFOBIP, "x".repeat(300_000)).status()).isEqualTo(413);
        assertThat(form(INFOBIP, "x".repeat(100_000)).status()).isEqualTo(200);
    }

    private String sent(String provider) {
        var id = provider + "-" + ids.next();
        insert(provider, id).block(FakeProvider.PATIENCE);
        return id;
    }

    private Mono<Void> insert(String provider, String id) {
        var message =
                new SmsMessage(ids.next(), new PhoneNumber(somePhone(), "BD"), "test", Sensitive.of("text"), null);
        var now = clock.instant();
        return Attempts.insert(context, provider, now, Map.of(message, SmsResult.accepted(id)));
    }

    private Map<String, Object> row(String provider, String id) {
        return database.rows("select * from sms_messages where provider = $1 and provider_id = $2", provider, id)
                .get(0);
    }

    private double count(String provider, String result) {
        var counter = meters.find("ordergate.sms.receipts")
                .tags("provider", provider, "result", result)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private String problem(String provider, String reason) {
        return webhooks.stream()
                .filter(webhook -> webhook.provider().equals(provider))
                .map(webhook -> webhook.problem(reason).id())
                .collect(Collectors.joining());
    }

    private static Map<String, String> status(String id, String status) {
        var form = new LinkedHashMap<String, String>();
        form.put("SmsSid", id);
        form.put("MessageSid", id);
        form.put("MessageStatus", status);
        form.put("To", "+8801700000001");
        form.put("AccountSid", "AC1");
        return form;
    }

    private static String signature(String path, Map<String, String> form) {
        return new TwilioSignature(Sensitive.of("tok")).of("https://otp.example.test" + path, form);
    }

    private Answer twilio(String path, Map<String, String> form, String signature) {
        return posting(path, Forms.encode(form), MediaType.APPLICATION_FORM_URLENCODED, signature)
                .block(FakeProvider.PATIENCE);
    }

    private Answer form(String path, String body) {
        return posting(path, body, MediaType.APPLICATION_FORM_URLENCODED, "").block(FakeProvider.PATIENCE);
    }

    private Mono<Answer> posting(String path, String body, MediaType type, String signature) {
        return api.unchecked(HttpMethod.POST, path, body, headers -> {
            headers.setContentType(type);
            if (!signature.isEmpty()) {
                headers.set("X-Twilio-Signature", signature);
            }
        });
    }
}
