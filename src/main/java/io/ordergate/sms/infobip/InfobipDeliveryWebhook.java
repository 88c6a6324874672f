package io.ordergate.sms.infobip;

import io.ordergate.sms.Delivery;
import io.ordergate.sms.DeliveryReceipt;
import io.ordergate.sms.DeliveryWebhook;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.SmsResult.Price;
import io.ordergate.sms.WebhookSettings;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Infobip's delivery reports: JSON without a signature that is documented, up to a hundred texts each. */
@Component
class InfobipDeliveryWebhook implements DeliveryWebhook {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final WebhookSettings settings;

    InfobipDeliveryWebhook(WebhookSettings settings) {
        this.settings = settings;
        JSON.readTree("{}"); // what reading needs is loaded now, not on an event loop
    }

    @Override
    public String provider() {
        return InfobipSmsSender.NAME;
    }

    @Override
    public boolean isGenuine(Call call) {
        return settings.isSecret(call.key());
    }

    @Override
    public List<DeliveryReceipt> receipts(Call call) {
        try {
            return JSON.readTree(call.body())
                    .path("results")
                    .valueStream()
                    .map(InfobipDeliveryWebhook::receipt)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (JacksonException garbage) {
            return List.of();
        }
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
