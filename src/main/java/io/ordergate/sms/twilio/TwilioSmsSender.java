package io.ordergate.sms.twilio;

import io.ordergate.sms.SmsAnswers;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsServers;
import io.ordergate.sms.WebhookSettings;
import io.ordergate.support.http.Forms;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Twilio Messages. Errors differ by their {@code code}: the HTTP status says too little. */
@Component
class TwilioSmsSender implements SmsSender {

    private final Settings settings;
    private final RemoteServer server;
    private final Clock clock;
    private final String url;
    private final String callback;
    private final String authorization;

    /** The account; the sender is a phone number or a messaging service. */
    @ConfigurationProperties("ordergate.sms.twilio")
    record Settings(
            @DefaultValue("") String baseUrl,
            @DefaultValue("") String accountSid,
            @DefaultValue("") Sensitive authToken,
            @DefaultValue("") String phoneNumber,
            @DefaultValue("") String messagingServiceSid) {

        String url() {
            var host = baseUrl.isBlank() ? "https://api.twilio.com" : baseUrl;
            return host + "/2010-04-01/Accounts/" + accountSid + "/Messages.json";
        }

        /** The value of {@code Authorization}, for Messages and for Verify. */
        String authorization() {
            var credentials = accountSid + ":" + authToken.value();
            return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        }
    }

    TwilioSmsSender(Settings settings, WebhookSettings webhooks, SmsServers servers, Clock clock) {
        this.settings = settings;
        this.server = servers.server(TwilioProvider.NAME);
        this.clock = clock;
        this.url = settings.url();
        this.callback = webhooks.signedUrl(TwilioProvider.NAME);
        this.authorization = settings.authorization();
    }

    @Override
    public String name() {
        return TwilioProvider.NAME;
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message) {
        var call = Forms.post("send", url, fields(message)).with("Authorization", authorization);
        return server.ask(call).map(this::result);
    }

    private Map<String, String> fields(SmsMessage message) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("To", message.to().e164());
        if (settings.messagingServiceSid().isBlank()) {
            fields.put("From", settings.phoneNumber());
        } else {
            fields.put("MessagingServiceSid", settings.messagingServiceSid());
        }
        fields.put("Body", message.text().value());
        if (!callback.isEmpty()) {
            fields.put("StatusCallback", callback);
        }
        return fields;
    }

    private SmsResult result(RemoteAnswer answer) {
        var json = answer.json();
        var sid = json.path("sid").asString("");
        if (answer.isSuccess() && !sid.isEmpty()) {
            return SmsResult.accepted(sid);
        }
        var code = json.path("code").asInt(0);
        return switch (code) {
            case 21211, 21614 -> SmsResult.refused(SmsOutcome.INVALID_NUMBER, Integer.toString(code));
            case 21610 -> SmsResult.refused(SmsOutcome.BLOCKED, Integer.toString(code));
            case 20003 -> SmsAnswers.badCredentials(Integer.toString(code));
            case 20429 -> SmsAnswers.throttled(Integer.toString(code), answer, clock);
            case 21408, 21606, 21608, 21612 -> SmsResult.refused(SmsOutcome.REJECTED, Integer.toString(code));
            default -> SmsAnswers.byStatus(answer, clock);
        };
    }
}
