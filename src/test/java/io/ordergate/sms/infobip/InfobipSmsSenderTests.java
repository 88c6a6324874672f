package io.ordergate.sms.infobip;

import static io.ordergate.sms.gateway.AdapterTests.CLOCK;
import static io.ordergate.sms.gateway.AdapterTests.accepted;
import static io.ordergate.sms.gateway.AdapterTests.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.sms.FakeProvider;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsServers;
import io.ordergate.sms.WebhookSettings;
import io.ordergate.sms.gateway.AdapterTests;
import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class InfobipSmsSenderTests {

    private static final String ANSWER = """
            {"bulkId":"b1","messages":[{"messageId":"%s","destination":"8801700000001",
             "status":{"groupId":%d,"groupName":"G","id":%d,"name":"N","description":"to 8801700000001","action":null},
             "details":{"messageCount":1}}]}""";

    private final FakeProvider provider = new FakeProvider();
    private WebhookSettings webhooks = AdapterTests.NO_WEBHOOKS;

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void aTextIsPostedAsJsonUnderOurOwnId() {
        provider.answers(200, ANSWER.formatted(AdapterTests.MESSAGE.id(), 1, 26));
        assertThat(accepted(send(sender("Example"))).messageId()).isEqualTo("019cebaf-07b2-7a10-9d55-3e0f6b7c2188");
        var request = provider.request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo("/sms/3/messages");
        assertThat(request.header("Authorization")).isEqualTo("App KEY");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("Accept")).isEqualTo("application/json");
        assertThat(request.body())
                .isEqualTo("{\"messages\":[{\"sender\":\"Example\",\"destinations\":[{\"to\":\"8801700000001\","
                        + "\"messageId\":\"019cebaf-07b2-7a10-9d55-3e0f6b7c2188\"}],"
                        + "\"content\":{\"text\":\"482913 is your code\"}}]}");
    }

    @Test
    void receiptsAreAskedForWithTheSecretInTheirPath() {
        webhooks =
                new WebhookSettings("https://otp.example.test", Sensitive.of("a-secret-of-the-tests"), Duration.ZERO);
        provider.answers(200, ANSWER.formatted("m", 1, 26));
        send(sender("Example"));
        assertThat(provider.request().body())
                .endsWith("\"content\":{\"text\":\"482913 is your code\"},\"webhooks\":{\"delivery\":{\"url\":"
                        + "\"https://otp.example.test/webhooks/sms/infobip/a-secret-of-the-tests\"},"
                        + "\"contentType\":\"application/json\"}}]}");
    }

    @Test
    void withoutASenderTheAccountsOwnIsTaken() {
        provider.answers(200, ANSWER.formatted("m", 1, 26));
        send(sender(""));
        assertThat(provider.request().body()).startsWith("{\"messages\":[{\"destinations\"");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, ACCEPTED",
        "1, 3, ACCEPTED",
        "1, 7, ACCEPTED",
        "1, 26, ACCEPTED",
        "3, 5, ACCEPTED",
        "5, 23, ACCEPTED",
        "2, 4, REJECTED",
        "2, 9, REJECTED",
        "4, 15, REJECTED",
        "5, 6, REJECTED",
        "5, 8, INVALID_NUMBER",
        "5, 10, BLOCKED",
        "5, 11, REJECTED",
        "5, 12, REJECTED",
        "5, 13, REJECTED",
        "5, 14, BLOCKED",
        "5, 18, REJECTED",
        "5, 19, REJECTED",
        "5, 20, THROTTLED",
        "5, 21, UNAVAILABLE",
        "5, 25, REJECTED",
        "5, 51, REJECTED",
        "5, 52, INVALID_NUMBER",
        "5, 87, BLOCKED",
        "5, 4711, REJECTED"
    })
    void whatStands200InFrontIsTakenByItsStatus(int group, int id, SmsOutcome expected) {
        provider.answers(200, ANSWER.formatted("m", group, id));
        var result = send(sender("Example"));
        assertThat(result.outcome()).isEqualTo(expected);
        if (result instanceof SmsResult.Refused refused) {
            assertThat(refused.reason()).isEqualTo(Integer.toString(id));
            assertThat(refused.pause()).as("only this number is concerned").isEqualTo(Duration.ZERO);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "E400, 400, messages[0].destinations[0].to, INVALID_NUMBER",
        "E400, 400, messages[0].sender, REJECTED",
        "E401, 401, '', BAD_CREDENTIALS",
        "E403, 403, '', BAD_CREDENTIALS",
        "E429, 429, '', THROTTLED",
        "E500, 500, '', UNAVAILABLE"
    })
    void errorsHaveAnEnvelope(String code, int status, String property, SmsOutcome expected) {
        provider.answers(
                status,
                "{\"errorCode\":\"%s\",\"description\":\"..\",\"action\":\"..\",\"violations\":%s,\"resources\":[]}"
                        .formatted(
                                code,
                                property.isEmpty()
                                        ? "[]"
                                        : "[{\"property\":\"" + property + "\",\"violation\":\"wrong\"}]"));
        assertThat(send(sender("Example")).outcome()).isEqualTo(expected);
    }

    @Test
    void theBaseUrlMayComeWithoutItsScheme() {
        assertThat(url("abc.api.infobip.com")).isEqualTo("https://abc.api.infobip.com");
        assertThat(url("https://abc.api.infobip.com")).isEqualTo("https://abc.api.infobip.com");
        assertThat(url("")).isEqualTo("https://api.infobip.com");
    }

    @Test
    void settingsShowNoSecret() {
        assertThat(settings("u", "s").toString()).doesNotContain("KEY");
    }

    /** Without webhooks. */
    public static SmsSender sender(String url, SmsServers servers) {
        return new InfobipSmsSender(settings(url, "Example"), AdapterTests.NO_WEBHOOKS, servers, CLOCK);
    }

    private SmsSender sender(String name) {
        return new InfobipSmsSender(settings(provider.url(), name), webhooks, provider.servers(), CLOCK);
    }

    private static String url(String base) {
        return settings(base, "").url();
    }

    private static InfobipSmsSender.Settings settings(String url, String name) {
        return new InfobipSmsSender.Settings(url, Sensitive.of("KEY"), name);
    }
}
