package io.ordergate.sms;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Twilio Messages. Its errors are told apart by their {@code code}: the HTTP status says too little. */
@Component
class TwilioSmsSender implements SmsSender {

    static final String NAME = "twilio";

    private final Settings settings;
    private final HttpClient client;
    private final Clock clock;
    private final String url;
    private final String callback;
    private final String authorization;

    /** The account; the sender is a phone number or a messaging service. */
    @ConfigurationProperties("ordergate.sms.twilio")
    record Settings(
            @DefaultValue("") String baseUrl,
            @DefaultValue("") String accountSid,
            @DefaultValue("") String authToken,
            @DefaultValue("") String phoneNumber,
            @DefaultValue("") String messagingServiceSid) {

        String url() {
            var host = baseUrl.isBlank() ? "https://api.twilio.com" : baseUrl;
            return host + "/2010-04-01/Accounts/" + accountSid + "/Messages.json";
        }

        @Override
        public String toString() {
            return "Settings[hidden]";
        }
    }

    TwilioSmsSender(Settings settings, WebhookSettings webhooks, ProviderHttp http, Clock clock) {
        this.settings = settings;
        this.client = http.client(NAME);
        this.clock = clock;
        this.url = settings.url();
        this.callback = webhooks.signedUrl(NAME);
        var credentials = settings.accountSid() + ":" + settings.authToken();
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message) {
        return ProviderHttp.post(client, url, this::headers, Forms.encode(fields(message)), this::result);
    }

    private void headers(HttpHeaders headers) {
        headers.set(HttpHeaderNames.AUTHORIZATION, authorization)
                .set(HttpHeaderNames.CONTENT_TYPE, Forms.TYPE)
                .set(HttpHeaderNames.ACCEPT, "application/json");
    }

    private Map<String, String> fields(SmsMessage message) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("To", message.to().e164());
        if (settings.messagingServiceSid().isBlank()) {
            fields.put("From", settings.phoneNumber());
        } else {
            fields.put("MessagingServiceSid", settings.messagingServiceSid());
        }
        fields.put("Body", message.text());
        if (!callback.isEmpty()) {
            fields.put("StatusCallback", callback);
        }
        return fields;
    }

    private SmsResult result(HttpAnswer answer) {
        var json = answer.json();
        var sid = json.path("sid").asString("");
        if (answer.isSuccess() && !sid.isEmpty()) {
            return SmsResult.accepted(sid);
        }
        var code = json.path("code").asInt(0);
        return switch (code) {
            case 21211, 21614 -> SmsResult.refused(SmsOutcome.INVALID_NUMBER, Integer.toString(code));
            case 21610 -> SmsResult.refused(SmsOutcome.BLOCKED, Integer.toString(code));
            case 20003 -> HttpAnswer.badCredentials(Integer.toString(code));
            case 20429 -> answer.throttled(Integer.toString(code), clock);
            case 21408, 21606, 21608, 21612 -> SmsResult.refused(SmsOutcome.REJECTED, Integer.toString(code));
            default -> answer.byStatus(clock);
        };
    }
}
