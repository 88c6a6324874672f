package io.ordergate.sms.africastalking;

import io.ordergate.sms.SmsAnswers;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.SmsResult.Price;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsServers;
import io.ordergate.support.http.Forms;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.secret.Sensitive;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Africa's Talking. A failure has the status 201 like a success, but an empty list of recipients. */
@Component
class AfricasTalkingSmsSender implements SmsSender {

    private static final Pattern COST = Pattern.compile("([A-Z]{3}) (\\d{1,9}(?:\\.\\d{1,8})?)");

    private final Settings settings;
    private final RemoteServer server;
    private final Clock clock;

    /** The account; the user name {@code sandbox} has a host of its own. */
    @ConfigurationProperties("ordergate.sms.africastalking")
    record Settings(
            @DefaultValue("") String baseUrl,
            @DefaultValue("") String username,
            @DefaultValue("") Sensitive apiKey,
            @DefaultValue("") String sender) {

        String url() {
            var host = username.equals("sandbox")
                    ? "https://api.sandbox.africastalking.com"
                    : "https://api.africastalking.com";
            return (baseUrl.isBlank() ? host : baseUrl) + "/version1/messaging";
        }
    }

    AfricasTalkingSmsSender(Settings settings, SmsServers servers, Clock clock) {
        this.settings = settings;
        this.server = servers.server(AfricasTalkingProvider.NAME);
        this.clock = clock;
    }

    @Override
    public String name() {
        return AfricasTalkingProvider.NAME;
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message) {
        var call = Forms.post("send", settings.url(), fields(message))
                .with("apiKey", settings.apiKey().value());
        return server.ask(call).map(this::result);
    }

    private Map<String, String> fields(SmsMessage message) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("username", settings.username());
        fields.put("to", message.to().e164());
        fields.put("message", message.text().value());
        if (!settings.sender().isBlank()) {
            fields.put("from", settings.sender());
        }
        fields.put("bulkSMSMode", "1");
        fields.put("enqueue", "0"); // a late code is of no use
        return fields;
    }

    private SmsResult result(RemoteAnswer answer) {
        var data = answer.json().path("SMSMessageData");
        var recipient = data.path("Recipients").path(0);
        if (answer.isSuccess() && (recipient.has("statusCode") || recipient.has("status"))) {
            return ofRecipient(recipient);
        }
        if (answer.isSuccess() && data.has("Message")) {
            return SmsResult.refused(
                    SmsOutcome.REJECTED, SmsAnswers.reason(data.path("Message").asString("")));
        }
        return answer.status() == 409
                ? SmsResult.refused(SmsOutcome.BLOCKED, "409")
                : SmsAnswers.byStatus(answer, clock);
    }

    private static SmsResult ofRecipient(JsonNode recipient) {
        var code = recipient.path("statusCode").asInt(0);
        var status = recipient.path("status").asString("");
        var outcome = code == 0 ? ofName(status) : ofCode(code);
        return outcome == SmsOutcome.ACCEPTED
                ? new Accepted(
                        recipient.path("messageId").asString(""),
                        price(recipient.path("cost").asString("")))
                : SmsResult.refused(outcome, code == 0 ? SmsAnswers.reason(status) : Integer.toString(code));
    }

    private static SmsOutcome ofCode(int code) {
        return switch (code) {
            case 100, 101, 102 -> SmsOutcome.ACCEPTED;
            case 403, 404 -> SmsOutcome.INVALID_NUMBER;
            case 406, 409 -> SmsOutcome.BLOCKED;
            case 500, 501, 502 -> SmsOutcome.UNAVAILABLE;
            default -> SmsOutcome.REJECTED;
        };
    }

    /** The outcome by the name of a status, which is all that some responses have. */
    private static SmsOutcome ofName(String status) {
        return switch (status.strip().toLowerCase(Locale.ROOT)) {
            case "success", "processed", "sent", "queued" -> SmsOutcome.ACCEPTED;
            case "invalidphonenumber", "unsupportednumbertype" -> SmsOutcome.INVALID_NUMBER;
            case "userinblacklist", "donotdisturbrejection" -> SmsOutcome.BLOCKED;
            case "internalservererror", "gatewayerror", "rejectedbygateway" -> SmsOutcome.UNAVAILABLE;
            default -> SmsOutcome.REJECTED;
        };
    }

    private static @Nullable Price price(String cost) {
        var parts = COST.matcher(cost);
        return parts.matches() ? Price.of(new BigDecimal(parts.group(2)), parts.group(1)) : null;
    }
}
