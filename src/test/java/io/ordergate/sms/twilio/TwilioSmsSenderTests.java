package io.ordergate.sms.twilio;

import static io.ordergate.sms.gateway.AdapterTests.CLOCK;
import static io.ordergate.sms.gateway.AdapterTests.accepted;
import static io.ordergate.sms.gateway.AdapterTests.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.sms.FakeProvider;
import io.ordergate.sms.SmsOutcome;
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

public class TwilioSmsSenderTests {

    private static final String QUEUED = """
            {"sid":"SM00000000000000000000000000000001","account_sid":"AC1","api_version":"2010-04-01","body":"..",
             "status":"queued","direction":"outbound-api","from":"+15005550006","to":"+8801700000001",
             "messaging_service_sid":null,"num_segments":"1","num_media":"0","price":null,"price_unit":"USD",
             "error_code":null,"error_message":null,"date_created":"Fri, 02 Jan 2026 03:04:05 +0000"}""";

    private final FakeProvider provider = new FakeProvider();
    private WebhookSettings webhooks = AdapterTests.NO_WEBHOOKS;

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void aTextIsPostedAsAForm() {
        provider.answers(201, QUEUED);
        assertThat(accepted(send(sender("+15005550006", ""))).messageId())
                .isEqualTo("SM00000000000000000000000000000001");
        var request = provider.request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo("/2010-04-01/Accounts/AC1/Messages.json");
        assertThat(request.header("Authorization")).isEqualTo("Basic QUMxOnRva2Vu");
        assertThat(request.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(request.header("Content-Length"))
                .isEqualTo(Integer.toString(request.body().length()));
        assertThat(request.body()).isEqualTo("To=%2B8801700000001&From=%2B15005550006&Body=482913+is+your+code");
    }

    @Test
    void aMessagingServiceStandsInForTheNumber() {
        provider.answers(201, QUEUED);
        accepted(send(sender("+15005550006", "MG0000")));
        assertThat(provider.request().body())
                .isEqualTo("To=%2B8801700000001&MessagingServiceSid=MG0000&Body=482913+is+your+code");
    }

    @Test
    void receiptsAreAskedForWhereThisServiceIs() {
        webhooks = new WebhookSettings("https://otp.example.test/", Sensitive.NONE, Duration.ZERO);
        provider.answers(201, QUEUED);
        accepted(send(sender("+15005550006", "")));
        assertThat(provider.request().body())
                .endsWith("&StatusCallback=https%3A%2F%2Fotp.example.test%2Fwebhooks%2Fsms%2Ftwilio");
    }

    @ParameterizedTest
    @CsvSource({
        "20003, 401, BAD_CREDENTIALS",
        "20429, 429, THROTTLED",
        "21211, 400, INVALID_NUMBER",
        "21211, 404, INVALID_NUMBER",
        "21614, 400, INVALID_NUMBER",
        "21610, 400, BLOCKED",
        "21610, 403, BLOCKED",
        "21408, 400, REJECTED",
        "21408, 403, REJECTED",
        "21606, 400, REJECTED",
        "21608, 400, REJECTED",
        "21612, 400, REJECTED",
        "20404, 404, REJECTED",
        "99999, 400, REJECTED",
        "99999, 500, UNAVAILABLE"
    })
    void errorsAreToldApartByTheirCode(int code, int status, SmsOutcome expected) {
        provider.answers(status, """
                {"code":%d,"message":"The 'To' number +8801700000001 is not right.",
                 "more_info":"https://www.twilio.com/docs/errors/%d","status":%d}""".formatted(code, code, status));
        var result = send(sender("+15005550006", ""));
        assertThat(result.outcome()).isEqualTo(expected);
        assertThat(result.toString()).as("the words quote the phone").doesNotContain("88017");
    }

    @Test
    void settingsShowNoSecret() {
        assertThat(settings("u", "", "").toString()).doesNotContain("token");
    }

    /** Without webhooks. */
    public static SmsSender sender(String url, SmsServers servers) {
        return new TwilioSmsSender(settings(url, "+15005550006", ""), AdapterTests.NO_WEBHOOKS, servers, CLOCK);
    }

    private SmsSender sender(String number, String service) {
        return new TwilioSmsSender(settings(provider.url(), number, service), webhooks, provider.servers(), CLOCK);
    }

    private static TwilioSmsSender.Settings settings(String url, String number, String service) {
        return new TwilioSmsSender.Settings(url, "AC1", Sensitive.of("token"), number, service);
    }
}
