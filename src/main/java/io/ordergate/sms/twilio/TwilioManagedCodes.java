package io.ordergate.sms.twilio;

import io.ordergate.sms.ManagedCode;
import io.ordergate.sms.ManagedCodes;
import io.ordergate.sms.SmsAnswers;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsServers;
import io.ordergate.support.http.Forms;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteServer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Twilio Verify: codes of a Verify service, in Twilio's words. A start while a code is pending sends the same code. */
@Component
class TwilioManagedCodes implements ManagedCodes {

    /** Languages that Twilio surely has words in; Twilio refuses any other. */
    private static final Set<String> LOCALES = Set.of("en", "hi");

    private final Service service;
    private final RemoteServer server;
    private final Clock clock;
    private final String url;
    private final String authorization;

    /** The Verify service of the account. */
    @ConfigurationProperties("ordergate.sms.twilio")
    record Service(
            @DefaultValue("") String verifyBaseUrl,
            @DefaultValue("") String verifyServiceSid,
            @DefaultValue("") String appHash) {

        String url() {
            var host = verifyBaseUrl.isBlank() ? "https://verify.twilio.com" : verifyBaseUrl;
            return host + "/v2/Services/" + verifyServiceSid;
        }
    }

    TwilioManagedCodes(Service service, TwilioSmsSender.Settings account, SmsServers servers, Clock clock) {
        this.service = service;
        this.server = servers.server("twilio-verify");
        this.clock = clock;
        this.url = service.url();
        this.authorization = account.authorization();
    }

    @Override
    public String provider() {
        return TwilioProvider.NAME;
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
        return ask("send", "/Verifications", fields).map(this::result);
    }

    @Override
    public Mono<SmsResult> sendAgain(String id, SmsMessage message, String language) {
        return send(message, language);
    }

    @Override
    public Mono<ManagedCode.Check> check(String id, String code) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("VerificationSid", id);
        fields.put("Code", code);
        return ask("verify", "/VerificationCheck", fields).map(TwilioManagedCodes::check);
    }

    private Mono<RemoteAnswer> ask(String name, String path, Map<String, String> fields) {
        return server.ask(Forms.post(name, url + path, fields).with("Authorization", authorization));
    }

    private SmsResult result(RemoteAnswer answer) {
        var json = answer.json();
        var sid = json.path("sid").asString("");
        if (answer.isSuccess() && !sid.isEmpty()) {
            return SmsResult.accepted(sid);
        }
        var code = json.path("code").asInt(0);
        return switch (code) {
            case 60200, 60205, 21211, 21614 -> SmsResult.refused(SmsOutcome.INVALID_NUMBER, Integer.toString(code));
            case 60238, 60410, 21610 -> SmsResult.refused(SmsOutcome.BLOCKED, Integer.toString(code));
            case 60203, 60212, 60605 ->
                SmsResult.refused(SmsOutcome.REJECTED, Integer.toString(code)); // only for this phone
            case 20003 -> SmsAnswers.badCredentials(Integer.toString(code));
            case 20429 -> SmsAnswers.throttled(Integer.toString(code), answer, clock);
            default -> SmsAnswers.byStatus(answer, clock);
        };
    }

    /** The answer to a guess. Only a plain yes is right; a code that is over is not found any more. */
    private static ManagedCode.Check check(RemoteAnswer answer) {
        var json = answer.json();
        if (answer.isSuccess() && json.has("status")) {
            return switch (json.path("status").asString("")) {
                case "approved" -> ManagedCode.Check.RIGHT;
                case "pending" -> ManagedCode.Check.WRONG;
                default -> ManagedCode.Check.OVER;
            };
        }
        if (answer.status() == 404 || json.path("code").asInt(0) == 60202) {
            return ManagedCode.Check.OVER;
        }
        if (answer.isUnsent()) {
            return ManagedCode.Check.UNAVAILABLE;
        }
        return switch (answer.status()) {
            case 401, 403, 408, 429 -> ManagedCode.Check.UNAVAILABLE;
            default -> ManagedCode.Check.UNKNOWN;
        };
    }
}
