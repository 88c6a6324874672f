package io.ordergate.sms.infobip;

import io.ordergate.sms.ManagedCode;
import io.ordergate.sms.ManagedCodes;
import io.ordergate.sms.SmsAnswers;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsServers;
import io.ordergate.support.http.Forms;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import java.time.Clock;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Infobip 2FA: codes of an application, in the words of a message template. */
@Component
class InfobipManagedCodes implements ManagedCodes {

    private static final JsonMapper JSON = new JsonMapper();

    private final Template template;
    private final InfobipSmsSender.Settings account;
    private final RemoteServer server;
    private final Clock clock;
    private final String url;

    /** The ids of the application and of its message template. */
    @ConfigurationProperties("ordergate.sms.infobip")
    record Template(
            @DefaultValue("") String appId,
            @DefaultValue("") String messageId) {

        boolean isSet() {
            return !appId.isBlank() && !messageId.isBlank();
        }
    }

    InfobipManagedCodes(Template template, InfobipSmsSender.Settings account, SmsServers servers, Clock clock) {
        this.template = template;
        this.account = account;
        this.server = servers.server("infobip-2fa");
        this.clock = clock;
        this.url = account.url() + "/2fa/2/pin";
    }

    @Override
    public String provider() {
        return InfobipProvider.NAME;
    }

    @Override
    public boolean isDefault() {
        return template.isSet();
    }

    @Override
    public String name() {
        return "infobip_2fa";
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message, String language) {
        var body = JSON.createObjectNode()
                .put("applicationId", template.appId())
                .put("messageId", template.messageId())
                .put("to", message.to().e164().substring(1));
        if (!account.sender().isBlank()) {
            body.put("from", account.sender());
        }
        return ask("send", "?ncNeeded=false", body.toString()).map(this::result);
    }

    @Override
    public Mono<SmsResult> sendAgain(String id, SmsMessage message, String language) {
        return ask("resend", "/" + Forms.encode(id) + "/resend", "{}").map(this::result);
    }

    @Override
    public Mono<ManagedCode.Check> check(String id, String code) {
        var body = JSON.createObjectNode().put("pin", code).toString();
        return ask("verify", "/" + Forms.encode(id) + "/verify", body).map(InfobipManagedCodes::check);
    }

    private Mono<RemoteAnswer> ask(String name, String path, String body) {
        return server.ask(account.authorize(RemoteCall.post(name, url + path, body)));
    }

    private SmsResult result(RemoteAnswer answer) {
        var json = answer.json();
        var pinId = json.path("pinId").asString("");
        var status = json.path("smsStatus").asString("");
        if (answer.isSuccess() && !pinId.isEmpty() && !status.isEmpty()) {
            return "MESSAGE_SENT".equals(status)
                    ? SmsResult.accepted(pinId)
                    : SmsResult.refused(SmsOutcome.REJECTED, SmsAnswers.reason(status));
        }
        return blamesTheNumber(json)
                ? SmsResult.refused(SmsOutcome.INVALID_NUMBER, "BAD_REQUEST")
                : SmsAnswers.byStatus(answer, clock);
    }

    /** The answer to a guess. Only a plain yes is right, an unknown answer is not. */
    private static ManagedCode.Check check(RemoteAnswer answer) {
        var json = answer.json();
        if (answer.isSuccess() && json.has("verified")) {
            return json.path("verified").asBoolean(false) ? ManagedCode.Check.RIGHT : refusal(json);
        }
        if (answer.isUnsent()) {
            return ManagedCode.Check.UNAVAILABLE;
        }
        return switch (answer.status()) {
            case 404 -> ManagedCode.Check.OVER;
            case 401, 403, 408, 429 -> ManagedCode.Check.UNAVAILABLE;
            default -> ManagedCode.Check.UNKNOWN;
        };
    }

    private static ManagedCode.Check refusal(JsonNode json) {
        return switch (json.path("pinError").asString("")) {
            case "TTL_EXPIRED", "PIN_EXPIRED", "NO_MORE_PIN_ATTEMPTS" -> ManagedCode.Check.OVER;
            default -> ManagedCode.Check.WRONG;
        };
    }

    private static boolean blamesTheNumber(JsonNode json) {
        return json.path("requestError")
                .path("serviceException")
                .path("validationErrors")
                .has("to");
    }
}
