package io.ordergate.sms.twilio;

import io.ordergate.sms.Delivery;
import io.ordergate.sms.DeliveryReceipt;
import io.ordergate.sms.DeliveryWebhook;
import io.ordergate.sms.Forms;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.WebhookSettings;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Twilio's status callbacks: signed forms, one text each. */
@Component
class TwilioDeliveryWebhook implements DeliveryWebhook {

    private static final Map<String, Delivery> STATUSES = Map.of(
            "accepted", Delivery.QUEUED,
            "scheduled", Delivery.QUEUED,
            "queued", Delivery.QUEUED,
            "sending", Delivery.QUEUED,
            "sent", Delivery.SENT,
            "failed", Delivery.FAILED,
            "undelivered", Delivery.FAILED,
            "canceled", Delivery.FAILED,
            "delivered", Delivery.DELIVERED,
            "read", Delivery.DELIVERED);

    private final WebhookSettings settings;
    private final TwilioSignature signature;

    TwilioDeliveryWebhook(WebhookSettings settings, TwilioSmsSender.Settings account) {
        this.settings = settings;
        this.signature = new TwilioSignature(account.authToken());
        TwilioSignature.prepare();
    }

    @Override
    public String provider() {
        return TwilioSmsSender.NAME;
    }

    @Override
    public boolean isGenuine(Call call) {
        return !settings.publicUrl().isBlank()
                && signature.matches(call.signature(), settings.url(call.pathAndQuery()), Forms.decode(call.body()));
    }

    @Override
    public List<DeliveryReceipt> receipts(Call call) {
        var form = Forms.decode(call.body());
        var delivery = STATUSES.get(either(form, "MessageStatus", "SmsStatus"));
        var id = either(form, "MessageSid", "SmsSid");
        return delivery == null || !Accepted.isId(id)
                ? List.of()
                : List.of(new DeliveryReceipt(id, delivery, form.getOrDefault("ErrorCode", ""), null));
    }

    /** Old accounts and services send only the names that the first API had. */
    private static String either(Map<String, String> form, String name, String old) {
        var value = form.getOrDefault(name, "");
        return value.isBlank() ? form.getOrDefault(old, "") : value;
    }
}
