package io.ordergate.sms;

import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Africa's Talking's delivery reports: forms without a signature, one text each. Its dashboard is told the URL. */
@Component
class AfricasTalkingDeliveryWebhook implements DeliveryWebhook {

    private static final Map<String, Delivery> STATUSES = Map.of(
            "Buffered", Delivery.QUEUED,
            "Submitted", Delivery.SENT,
            "Sent", Delivery.SENT,
            "Rejected", Delivery.FAILED,
            "Failed", Delivery.FAILED,
            "AbsentSubscriber", Delivery.FAILED,
            "Expired", Delivery.FAILED,
            "Success", Delivery.DELIVERED);

    private final WebhookSettings settings;

    AfricasTalkingDeliveryWebhook(WebhookSettings settings) {
        this.settings = settings;
    }

    @Override
    public String provider() {
        return AfricasTalkingSmsSender.NAME;
    }

    @Override
    public boolean isGenuine(Call call) {
        return settings.isSecret(call.key());
    }

    @Override
    public List<DeliveryReceipt> receipts(Call call) {
        var form = Forms.decode(call.body());
        var delivery = STATUSES.get(form.getOrDefault("status", ""));
        var id = form.getOrDefault("id", "");
        return delivery == null || id.isEmpty()
                ? List.of()
                : List.of(new DeliveryReceipt(id, delivery, form.getOrDefault("failureReason", ""), null));
    }
}
