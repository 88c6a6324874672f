package io.ordergate.sms.infobip;

import io.ordergate.sms.SmsAnswers;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsServers;
import io.ordergate.sms.WebhookSettings;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.secret.Sensitive;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Infobip SMS v3. The response for a rejected recipient has status 200. */
@Component
class InfobipSmsSender implements SmsSender {

    private static final int DUPLICATE = 23;
    private static final JsonMapper JSON = new JsonMapper();

    /** Outcomes by the id of the status; for other ids the group of the status decides. */
    private static final Map<Integer, SmsOutcome> BY_ID = Map.of(
            8, SmsOutcome.INVALID_NUMBER, // no network has such a prefix or length
            52, SmsOutcome.INVALID_NUMBER,
            10, SmsOutcome.BLOCKED, // do not disturb
            14, SmsOutcome.BLOCKED,
            87, SmsOutcome.BLOCKED, // anti-fraud
            20, SmsOutcome.THROTTLED, // flooding filter, of this number only
            21, SmsOutcome.UNAVAILABLE);

    private final Settings settings;
    private final RemoteServer server;
    private final Clock clock;
    private final String url;
    private final String callback;

    /** The account. A base URL without a scheme, as Infobip's documents have, means https. */
    @ConfigurationProperties("ordergate.sms.infobip")
    record Settings(
            @DefaultValue("") String baseUrl,
            @DefaultValue("") Sensitive apiKey,
            @DefaultValue("") String sender) {

        String url() {
            var host = baseUrl.isBlank() ? "api.infobip.com" : baseUrl;
            return host.contains("://") ? host : "https://" + host;
        }

        RemoteCall authorize(RemoteCall call) {
            return call.with("Authorization", "App " + apiKey.value());
        }
    }

    InfobipSmsSender(Settings settings, WebhookSettings webhooks, SmsServers servers, Clock clock) {
        this.settings = settings;
        this.server = servers.server(InfobipProvider.NAME);
        this.clock = clock;
        this.url = settings.url() + "/sms/3/messages";
        this.callback = webhooks.secretUrl(InfobipProvider.NAME);
    }

    @Override
    public String name() {
        return InfobipProvider.NAME;
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message) {
        var call = settings.authorize(RemoteCall.post("send", url, body(message)));
        return server.ask(call).map(answer -> result(message, answer));
    }

    /** The body with the id of the text, so that Infobip never sends the same text twice. */
    private String body(SmsMessage message) {
        var root = JSON.createObjectNode();
        var text = root.putArray("messages").addObject();
        if (!settings.sender().isBlank()) {
            text.put("sender", settings.sender());
        }
        text.putArray("destinations")
                .addObject()
                .put("to", message.to().e164().substring(1))
                .put("messageId", message.id().toString());
        text.putObject("content").put("text", message.text().value());
        if (!callback.isEmpty()) {
            var webhooks = text.putObject("webhooks");
            webhooks.putObject("delivery").put("url", callback);
            webhooks.put("contentType", "application/json");
        }
        return root.toString();
    }

    private SmsResult result(SmsMessage sent, RemoteAnswer answer) {
        var json = answer.json();
        var message = json.path("messages").path(0);
        if (answer.isSuccess() && message.path("status").has("groupId")) {
            return byStatusId(message.path("messageId").asString(sent.id().toString()), message.path("status"));
        }
        return blamesTheNumber(json)
                ? SmsResult.refused(SmsOutcome.INVALID_NUMBER, "E400")
                : SmsAnswers.byStatus(answer, clock);
    }

    private static SmsResult byStatusId(String messageId, JsonNode status) {
        var id = status.path("id").asInt(-1);
        var taken =
                switch (status.path("groupId").asInt(-1)) {
                    case 0, 1, 3 -> true;
                    default -> id == DUPLICATE;
                };
        return taken
                ? SmsResult.accepted(messageId)
                : SmsResult.refused(BY_ID.getOrDefault(id, SmsOutcome.REJECTED), Integer.toString(id));
    }

    private static boolean blamesTheNumber(JsonNode json) {
        return json.path("violations")
                .valueStream()
                .anyMatch(violation -> violation.path("property").asString("").contains("destinations"));
    }
}
