package io.ordergate.sms.africastalking;

import static io.ordergate.sms.gateway.AdapterTests.CLOCK;
import static io.ordergate.sms.gateway.AdapterTests.accepted;
import static io.ordergate.sms.gateway.AdapterTests.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.sms.FakeProvider;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.SmsResult.Price;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsServers;
import io.ordergate.support.secret.Sensitive;
import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class AfricasTalkingSmsSenderTests {

    private static final String ANSWER = """
            {"SMSMessageData":{"Message":"Sent to 1/1 Total Cost: KES 0.8000 Message parts: 1",
             "Recipients":[{"statusCode":%d,"number":"+254700000001","status":"S","cost":"%s","messageId":"%s"}]}}""";

    private final FakeProvider provider = new FakeProvider();

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void aTextIsPostedAsAForm() {
        provider.answers(201, ANSWER.formatted(101, "KES 0.8000", "ATXid_0123"));
        assertThat(accepted(send(sender("EXAMPLE"))))
                .isEqualTo(new Accepted("ATXid_0123", new Price(new BigDecimal("0.8000"), "KES")));
        var request = provider.request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo("/version1/messaging");
        assertThat(request.header("apiKey")).isEqualTo("KEY");
        assertThat(request.header("Accept")).isEqualTo("application/json");
        assertThat(request.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(request.body())
                .isEqualTo("username=app&to=%2B8801700000001&message=482913+is+your+code&from=EXAMPLE&bulkSMSMode=1"
                        + "&enqueue=0");
    }

    @Test
    void withoutASenderTheAccountsOwnIsTaken() {
        provider.answers(201, ANSWER.formatted(101, "0", "ATXid_0123"));
        assertThat(accepted(send(sender(""))).price()).isNull();
        assertThat(provider.request().body()).doesNotContain("from=");
    }

    @ParameterizedTest
    @CsvSource({
        "100, ACCEPTED",
        "101, ACCEPTED",
        "102, ACCEPTED",
        "401, REJECTED",
        "402, REJECTED",
        "403, INVALID_NUMBER",
        "404, INVALID_NUMBER",
        "405, REJECTED",
        "406, BLOCKED",
        "407, REJECTED",
        "409, BLOCKED",
        "500, UNAVAILABLE",
        "501, UNAVAILABLE",
        "502, UNAVAILABLE"
    })
    void eachRecipientHasAStatus(int code, SmsOutcome expected) {
        provider.answers(201, ANSWER.formatted(code, "0", "None"));
        assertThat(send(sender("EXAMPLE")).outcome()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Success, ACCEPTED",
        "InvalidPhoneNumber, INVALID_NUMBER",
        "UserInBlacklist, BLOCKED",
        "DoNotDisturbRejection, BLOCKED",
        "GatewayError, UNAVAILABLE",
        "InsufficientBalance, REJECTED"
    })
    void aRecipientMayHaveAStatusWithoutItsCode(String status, SmsOutcome expected) {
        provider.answers(201, """
                {"SMSMessageData":{"Message":"Sent to 1/1",
                 "Recipients":[{"number":"+254700000001","status":"%s","cost":"0","messageId":"ATXid_1"}]}}""".formatted(status));
        assertThat(send(sender("EXAMPLE")).outcome()).isEqualTo(expected);
    }

    @Test
    void noRecipientIsAFailure() {
        provider.answers(201, "{\"SMSMessageData\":{\"Message\":\"InvalidSenderId\",\"Recipients\":[]}}");
        assertThat(send(sender("EXAMPLE"))).isEqualTo(SmsResult.refused(SmsOutcome.REJECTED, "InvalidSenderId"));
    }

    @Test
    void aReasonThatMayQuoteThePhoneIsNotKept() {
        provider.answers(201, "{\"SMSMessageData\":{\"Message\":\"to +254700000001\",\"Recipients\":[]}}");
        assertThat(send(sender("EXAMPLE")).toString()).doesNotContain("2547");
    }

    @Test
    void aBadKeyIsAnsweredInPlainText() {
        provider.answers(401, "The supplied authentication is invalid", "WWW-Authenticate", "Basic realm=\"api\"");
        assertThat(send(sender("EXAMPLE")).outcome()).isEqualTo(SmsOutcome.BAD_CREDENTIALS);
    }

    @Test
    void doNotDisturbMayComeAsAStatusToo() {
        provider.answers(409, "DoNotDisturbRejection");
        assertThat(send(sender("EXAMPLE")).outcome()).isEqualTo(SmsOutcome.BLOCKED);
    }

    @Test
    void theSandboxLivesElsewhere() {
        assertThat(url("", "app")).isEqualTo("https://api.africastalking.com/version1/messaging");
        assertThat(url("", "sandbox")).isEqualTo("https://api.sandbox.africastalking.com/version1/messaging");
        assertThat(url("http://stub", "sandbox")).isEqualTo("http://stub/version1/messaging");
    }

    @Test
    void settingsShowNoSecret() {
        assertThat(settings("u", "app", "").toString()).doesNotContain("KEY");
    }

    public static SmsSender sender(String url, SmsServers servers) {
        return new AfricasTalkingSmsSender(settings(url, "app", "EXAMPLE"), servers, CLOCK);
    }

    private SmsSender sender(String name) {
        return new AfricasTalkingSmsSender(settings(provider.url(), "app", name), provider.servers(), CLOCK);
    }

    private static String url(String base, String username) {
        return settings(base, username, "").url();
    }

    private static AfricasTalkingSmsSender.Settings settings(String url, String username, String name) {
        return new AfricasTalkingSmsSender.Settings(url, username, Sensitive.of("KEY"), name);
    }
}
