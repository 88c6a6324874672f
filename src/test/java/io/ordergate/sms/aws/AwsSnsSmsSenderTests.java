package io.ordergate.sms.aws;

import static io.ordergate.sms.gateway.AdapterTests.CLOCK;
import static io.ordergate.sms.gateway.AdapterTests.accepted;
import static io.ordergate.sms.gateway.AdapterTests.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.sms.FakeProvider;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsServers;
import io.ordergate.support.secret.Sensitive;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class AwsSnsSmsSenderTests {

    private static final String PUBLISHED = """
            <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
            <MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId></PublishResult>
            <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>""";

    private final FakeProvider provider = new FakeProvider();

    @AfterEach
    void close() {
        provider.close();
    }

    /** The expected signature was computed by botocore. */
    @Test
    void theSignatureIsThatOfOthers() {
        var signature = new AwsSignature(Sensitive.of("AKIDEXAMPLE"), Sensitive.of("SECRET"), "ap-south-1", "sns");
        assertThat(signature.authorization(
                        Map.of(
                                "content-type", "application/x-www-form-urlencoded; charset=UTF-8",
                                "host", "sns.ap-south-1.amazonaws.com",
                                "x-amz-date", "20260102T030405Z"),
                        "Action=Publish&Version=2010-03-31&PhoneNumber=%2B8801700000001&Message=hi"))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/ap-south-1/sns/aws4_request,"
                        + " SignedHeaders=content-type;host;x-amz-date,"
                        + " Signature=fcc529b7f45a2fc8b370d541296b6f8cad5f52bbaa662fc20d8523038797ea59");
        assertThat(AwsSignature.time(CLOCK.instant())).isEqualTo("20260102T030405Z");
        assertThat(signature.toString()).doesNotContain("SECRET");
    }

    @Test
    void aTextIsPublishedWithASignature() {
        provider.answers(200, PUBLISHED);
        assertThat(accepted(send(sender("", ""))).messageId()).isEqualTo("94f20ce6-13c5-43a0-9a9e-ca52d816e90b");
        var request = provider.request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo("/");
        assertThat(request.body())
                .isEqualTo("Action=Publish&Version=2010-03-31&PhoneNumber=%2B8801700000001&Message=482913+is+your+code"
                        + "&MessageAttributes.entry.1.Name=AWS.SNS.SMS.SMSType"
                        + "&MessageAttributes.entry.1.Value.DataType=String"
                        + "&MessageAttributes.entry.1.Value.StringValue=Transactional");
        assertThat(request.headers().getAll("Host"))
                .containsExactly(provider.url().substring("http://".length()));
        assertSigned(request, "content-type", "host", "x-amz-date");
    }

    @Test
    void temporaryCredentialsAndASenderGoAlong() {
        provider.answers(200, PUBLISHED);
        accepted(send(sender("SESSION", "EXAMPLE")));
        var request = provider.request();
        assertThat(request.body())
                .endsWith("&MessageAttributes.entry.2.Name=AWS.SNS.SMS.SenderID"
                        + "&MessageAttributes.entry.2.Value.DataType=String"
                        + "&MessageAttributes.entry.2.Value.StringValue=EXAMPLE");
        assertThat(request.header("x-amz-security-token")).isEqualTo("SESSION");
        assertSigned(request, "content-type", "host", "x-amz-date", "x-amz-security-token");
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidParameter, 400, Invalid parameter: PhoneNumber Reason: +88 is not valid, INVALID_NUMBER",
        "ParameterValueInvalid, 400, PhoneNumber, INVALID_NUMBER",
        "InvalidParameter, 400, Invalid parameter: Message too long, REJECTED",
        "OptedOut, 400, x, BLOCKED",
        "Throttling, 400, Rate exceeded, THROTTLED",
        "ThrottlingException, 400, Rate exceeded, THROTTLED",
        "Throttled, 429, Rate exceeded, THROTTLED",
        "AuthorizationError, 403, x, BAD_CREDENTIALS",
        "SignatureDoesNotMatch, 403, x, BAD_CREDENTIALS",
        "InvalidClientTokenId, 403, x, BAD_CREDENTIALS",
        "InvalidSecurity, 403, x, BAD_CREDENTIALS",
        "EndpointDisabled, 400, x, REJECTED",
        "NotFound, 404, x, REJECTED",
        "InternalError, 500, x, UNAVAILABLE",
        "ServiceUnavailable, 503, x, UNAVAILABLE"
    })
    void errorsHaveACode(String code, int status, String message, SmsOutcome expected) {
        provider.answers(status, """
                <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>
                <Code>%s</Code><Message>%s</Message></Error><RequestId>r</RequestId></ErrorResponse>""".formatted(code, message));
        assertThat(send(sender("", "")).outcome()).isEqualTo(expected);
        assertThat(provider.received())
                .as("nothing is repeated behind our back")
                .hasSize(1);
    }

    @Test
    void theRegionHasItsHost() {
        var settings = settings("", "", "");
        assertThat(settings.url()).isEqualTo("https://sns.ap-south-1.amazonaws.com/");
        assertThat(settings.host()).isEqualTo("sns.ap-south-1.amazonaws.com");
    }

    /** Asserts that the signature of a request belongs to its headers and body. */
    private static void assertSigned(FakeProvider.Received request, String... names) {
        var headers = new TreeMap<String, String>();
        for (var name : names) {
            headers.put(name, request.header(name));
        }
        assertThat(headers).doesNotContainValue("").containsEntry("x-amz-date", "20260102T030405Z");
        assertThat(request.header("Authorization"))
                .isEqualTo(new AwsSignature(Sensitive.of("AKIDEXAMPLE"), Sensitive.of("SECRET"), "ap-south-1", "sns")
                        .authorization(headers, request.body()));
    }

    @Test
    void settingsShowNoSecret() {
        assertThat(settings("u", "SESSION", "").toString()).doesNotContain("AKID", "SECRET", "SESSION");
    }

    public static SmsSender sender(String url, SmsServers servers) {
        return new AwsSnsSmsSender(settings(url, "", ""), servers, CLOCK);
    }

    private SmsSender sender(String sessionToken, String senderId) {
        return new AwsSnsSmsSender(settings(provider.url(), sessionToken, senderId), provider.servers(), CLOCK);
    }

    private static AwsSnsSmsSender.Settings settings(String url, String sessionToken, String senderId) {
        return new AwsSnsSmsSender.Settings(
                url,
                "ap-south-1",
                Sensitive.of("AKIDEXAMPLE"),
                Sensitive.of("SECRET"),
                Sensitive.of(sessionToken),
                senderId);
    }
}
