package io.ordergate.sms.aws;

import io.ordergate.sms.SmsAnswers;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsServers;
import io.ordergate.support.http.Forms;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.secret.Sensitive;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** AWS SNS, Publish to a phone number. */
@Component
class AwsSnsSmsSender implements SmsSender {

    private static final Pattern MESSAGE_ID = Pattern.compile("<MessageId>([^<]+)</MessageId>");
    private static final Pattern CODE = Pattern.compile("<Code>([^<]+)</Code>");
    private static final String TYPE = Forms.TYPE + "; charset=UTF-8";

    private final Settings settings;
    private final RemoteServer server;
    private final Clock clock;
    private final AwsSignature signature;

    /** The account; the session token belongs to temporary credentials. */
    @ConfigurationProperties("ordergate.sms.aws")
    record Settings(
            @DefaultValue("") String baseUrl,
            @DefaultValue("") String region,
            @DefaultValue("") Sensitive accessKeyId,
            @DefaultValue("") Sensitive secretAccessKey,
            @DefaultValue("") Sensitive sessionToken,
            @DefaultValue("") String senderId) {

        String url() {
            return (baseUrl.isBlank() ? "https://sns." + region + ".amazonaws.com" : baseUrl) + "/";
        }

        /** The value of {@code Host}. */
        String host() {
            var uri = URI.create(url());
            return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        }
    }

    AwsSnsSmsSender(Settings settings, SmsServers servers, Clock clock) {
        this.settings = settings;
        this.server = servers.server(AwsSnsProvider.NAME);
        this.clock = clock;
        this.signature = new AwsSignature(settings.accessKeyId(), settings.secretAccessKey(), settings.region(), "sns");
        AwsSignature.prepare();
    }

    @Override
    public String name() {
        return AwsSnsProvider.NAME;
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message) {
        var body = Forms.encode(fields(message));
        var call = RemoteCall.post("send", settings.url(), TYPE, body).with(signed(body));
        return server.ask(call).map(this::result);
    }

    private Map<String, String> signed(String body) {
        var headers = new TreeMap<String, String>();
        headers.put("content-type", TYPE);
        headers.put("host", settings.host());
        headers.put("x-amz-date", AwsSignature.time(clock.instant()));
        if (!settings.sessionToken().isBlank()) {
            headers.put("x-amz-security-token", settings.sessionToken().value());
        }
        var authorization = signature.authorization(headers, body);
        headers.put("authorization", authorization);
        return headers;
    }

    private Map<String, String> fields(SmsMessage message) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("Action", "Publish");
        fields.put("Version", "2010-03-31");
        fields.put("PhoneNumber", message.to().e164());
        fields.put("Message", message.text().value());
        attribute(fields, 1, "AWS.SNS.SMS.SMSType", "Transactional");
        if (!settings.senderId().isBlank()) {
            attribute(fields, 2, "AWS.SNS.SMS.SenderID", settings.senderId());
        }
        return fields;
    }

    private static void attribute(Map<String, String> fields, int number, String name, String value) {
        var entry = "MessageAttributes.entry." + number;
        fields.put(entry + ".Name", name);
        fields.put(entry + ".Value.DataType", "String");
        fields.put(entry + ".Value.StringValue", value);
    }

    private SmsResult result(RemoteAnswer answer) {
        var id = MESSAGE_ID.matcher(answer.body());
        if (answer.isSuccess() && id.find()) {
            return SmsResult.accepted(id.group(1));
        }
        var code = CODE.matcher(answer.body());
        return answer.isSuccess() || !code.find() ? SmsAnswers.byStatus(answer, clock) : byCode(code.group(1), answer);
    }

    private SmsResult byCode(String code, RemoteAnswer answer) {
        var reason = SmsAnswers.reason(code);
        return switch (code) {
            case "Throttling", "ThrottlingException", "Throttled" -> SmsAnswers.throttled(reason, answer, clock);
            case "InvalidParameter", "ParameterValueInvalid", "ValidationException" ->
                SmsResult.refused(
                        answer.body().contains("PhoneNumber") ? SmsOutcome.INVALID_NUMBER : SmsOutcome.REJECTED,
                        reason);
            case "OptedOut" -> SmsResult.refused(SmsOutcome.BLOCKED, reason);
            default -> SmsAnswers.byStatus(answer, clock);
        };
    }
}
