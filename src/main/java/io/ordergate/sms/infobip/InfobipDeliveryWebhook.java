package io.ordergate.sms.infobip;

import io.ordergate.sms.DeliveryProblem;
import io.ordergate.sms.DeliveryReceipt;
import io.ordergate.sms.DeliveryReceipt.Delivery;
import io.ordergate.sms.DeliveryWebhook;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.SmsResult.Price;
import io.ordergate.sms.WebhookSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Delivery reports of Infobip: JSON of up to a hundred texts, without a documented signature. */
@Component
class InfobipDeliveryWebhook implements DeliveryWebhook {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private static final Map<String, DeliveryProblem> BY_ERROR = Map.of(
            "1", DeliveryProblem.INVALID_NUMBER,
            "6", DeliveryProblem.UNREACHABLE,
            "13", DeliveryProblem.BLOCKED,
            "27", DeliveryProblem.UNREACHABLE);

    private static final Map<String, DeliveryProblem> BY_STATUS = Map.of(
            "8", DeliveryProblem.INVALID_NUMBER,
            "52", DeliveryProblem.INVALID_NUMBER,
            "10", DeliveryProblem.BLOCKED,
            "14", DeliveryProblem.BLOCKED,
            "87", DeliveryProblem.BLOCKED,
            "15", DeliveryProblem.UNREACHABLE);

    private final WebhookSettings settings;

    InfobipDeliveryWebhook(WebhookSettings settings) {
        this.settings = settings;
        JSON.readTree("{}"); // loads the classes of the parser now, not on an event loop
    }

    @Override
    public String provider() {
        return InfobipProvider.NAME;
    }

    @Override
    public boolean isGenuine(Call call) {
        return settings.isSecret(call.key());
    }

    @Override
    public List<DeliveryReceipt> receipts(Call call) {
        try {
            return JSON.readTree(call.body().value())
                    .path("results")
                    .valueStream()
                    .map(InfobipDeliveryWebhook::receipt)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (JacksonException garbage) {
            return List.of();
        }
    }

    /** The problem by the id of the error, which says more, or else by the id of the status. */
    @Override
    public DeliveryProblem problem(String reason) {
        var ids = reason.split("/", 2);
        return ids.length == 1
                ? DeliveryProblem.OTHER
                : BY_ERROR.getOrDefault(ids[1], BY_STATUS.getOrDefault(ids[0], DeliveryProblem.OTHER));
    }

    private static @Nullable DeliveryReceipt receipt(JsonNode report) {
        var id = report.path("messageId").asString("");
        var delivery = delivery(report.path("status").path("groupId").asInt(-1));
        var failed = delivery == Delivery.FAILED;
        return !Accepted.isId(id) || delivery == null
                ? null
                : new DeliveryReceipt(id, delivery, failed ? reason(report) : "", price(report.path("price")));
    }

    private static @Nullable Delivery delivery(int group) {
        return switch (group) {
            case 0 -> Delivery.QUEUED;
            case 1 -> Delivery.SENT;
            case 2, 4, 5 -> Delivery.FAILED;
            case 3 -> Delivery.DELIVERED;
            default -> null;
        };
    }

    /** The id of the status and, after a slash, the id of the error. */
    private static String reason(JsonNode report) {
        return report.path("status").path("id").asInt(0) + "/"
                + report.path("error").path("id").asInt(0);
    }

    private static @Nullable Price price(JsonNode price) {
        return price.path("pricePerMessage")
                .decimalValueOpt()
                .map(amount -> Price.of(amount, price.path("currency").asString("")))
                .orElse(null);
    }
}
