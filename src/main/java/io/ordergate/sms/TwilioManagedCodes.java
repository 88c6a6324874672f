package io.ordergate.sms;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Twilio Verify: codes of a service, in Twilio's words. Starting again while one is pending sends the same code. */
@Component
class TwilioManagedCodes implements ManagedCodes {

    /** A language that Twilio has no words in is refused, so only those are named that it surely has. */
    private static final Set<String> LOCALES = Set.of("en", "hi");

    private final Service service;
    private final HttpClient client;
    private final Clock clock;
    private final String url;
    private final String authorization;

    /** The account and its Verify service. */
    @ConfigurationProperties("ordergate.sms.twilio")
    record Service(
            @DefaultValue("") String verifyBaseUrl,
            @DefaultValue("") String accountSid,
            @DefaultValue("") String authToken,
            @DefaultValue("") String verifyServiceSid,
            @DefaultValue("") String appHash) {

        String url() {
            var host = verifyBaseUrl.isBlank() ? "https://verify.twilio.com" : verifyBaseUrl;
            return host + "/v2/Services/" + verifyServiceSid;
        }

        @Override
        public String toString() {
            return "Service[hidden]";
        }
    }

    TwilioManagedCodes(Service service, ProviderHttp http, Clock clock) {
        this.service = service;
        this.client = http.client("twilio-verify");
        this.clock = clock;
        this.url = service.url();
        var credentials = service.accountSid() + ":" + service.authToken();
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String provider() {
        return TwilioSmsSender.NAME;
    }

    @Override
    public String name() {
        return "twilio_verify";
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message, String language) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("To", message.to().e164());
        fields.put("Channel", "sms");
        if (LOCALES.contains(language)) {
            fields.put("Locale", language);
        }
        if (!service.appHash().isBlank()) {
            fields.put("AppHash", service.appHash());
        }
        return ProviderHttp.post(client, url + "/Verifications", this::headers, Forms.encode(fields), this::result);
    }

    @Override
    public Mono<SmsResult> sendAgain(String id, SmsMessage message, String language) {
        return send(message, language);
    }

    @Override
    public Mono<CodeCheck> check(String id, String code) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("VerificationSid", id);
        fields.put("Code", code);
        return ProviderHttp.exchange(client, url + "/VerificationCheck", this::headers, Forms.encode(fields))
                .map(TwilioManagedCodes::check)
                .onErrorResume(error -> Mono.just(ProviderHttp.check(error)));
    }

    private void headers(HttpHeaders headers) {
        headers.set(HttpHeaderNames.AUTHORIZATION, authorization)
                .set(HttpHeaderNames.CONTENT_TYPE, Forms.TYPE)
                .set(HttpHeaderNames.ACCEPT, "application/json");
    }

    private SmsResult result(HttpAnswer answer) {
        var json = answer.json();
        var sid = json.path("sid").asString("");
        if (answer.isSuccess() && !sid.isEmpty()) {
            return SmsResult.accepted(sid);
        }
        var code = json.path("code").asInt(0);
        return switch (code) {
            case 60200, 60205, 21211, 21614 -> SmsResult.refused(SmsOutcome.INVALID_NUMBER, Integer.toString(code));
            case 60238, 60410, 21610 -> SmsResult.refused(SmsOutcome.BLOCKED, Integer.toString(code));
            case 60203, 60212, 60605 -> SmsResult.refused(SmsOutcome.REJECTED, Integer.toString(code)); // of this phone
            case 20003 -> HttpAnswer.badCredentials(Integer.toString(code));
            case 20429 -> answer.throttled(Integer.toString(code), clock);
            default -> answer.byStatus(clock);
        };
    }

    /** What is over is not found any more; only a plain yes is one. */
    private static CodeCheck check(HttpAnswer answer) {
        var json = answer.json();
        if (answer.isSuccess() && json.has("status")) {
            return switch (json.path("status").asString("")) {
                case "approved" -> CodeCheck.RIGHT;
                case "pending" -> CodeCheck.WRONG;
                default -> CodeCheck.OVER;
            };
        }
        if (answer.status() == 404 || json.path("code").asInt(0) == 60202) {
            return CodeCheck.OVER;
        }
        return switch (answer.status()) {
            case 401, 403, 408, 429 -> CodeCheck.UNAVAILABLE;
            default -> CodeCheck.UNKNOWN;
        };
    }
}
