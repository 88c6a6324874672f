package io.ordergate.sms.twilio;

import io.ordergate.sms.DeliveryProblem;
import io.ordergate.sms.DeliveryReceipt;
import io.ordergate.sms.DeliveryReceipt.Delivery;
import io.ordergate.sms.DeliveryWebhook;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.WebhookSettings;
import io.ordergate.support.http.Forms;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Status callbacks of Twilio: signed forms of one text each. */
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

    private static final Map<String, DeliveryProblem> PROBLEMS = Map.of(
            "30003", DeliveryProblem.UNREACHABLE,
            "30004", DeliveryProblem.BLOCKED,
            "30005", DeliveryProblem.INVALID_NUMBER,
            "30006", DeliveryProblem.INVALID_NUMBER,
            "30007", DeliveryProblem.BLOCKED);

    private final WebhookSettings settings;
    private final TwilioSignature signature;

    TwilioDeliveryWebhook(WebhookSettings settings, TwilioSmsSender.Settings account) {
        this.settings = settings;
        this.signature = new TwilioSignature(account.authToken());
        TwilioSignature.prepare();
    }

    @Override
    public String provider() {
        return TwilioProvider.NAME;
    }

    @Override
    public boolean isGenuine(Call call) {
        return !settings.publicUrl().isBlank()
                && signature.matches(
                        call.headers().apply("X-Twilio-Signature"),
                        settings.url(call.pathAndQuery().value()),
                        Forms.decode(call.body().value()));
    }

    @Override
    public List<DeliveryReceipt> receipts(Call call) {
        var form = Forms.decode(call.body().value());
        var delivery = STATUSES.get(either(form, "MessageStatus", "SmsStatus"));
        var id = either(form, "MessageSid", "SmsSid");
        return delivery == null || !Accepted.isId(id)
                ? List.of()
                : List.of(new DeliveryReceipt(id, delivery, form.getOrDefault("ErrorCode", ""), null));
    }

    @Override
    public DeliveryProblem problem(String reason) {
        return PROBLEMS.getOrDefault(reason, DeliveryProblem.OTHER);
    }

    /** The value of a field, or of its old name: old accounts and services send only names of the first API. */
    private static String either(Map<String, String> form, String name, String old) {
        var value = form.getOrDefault(name, "");
        return value.isBlank() ? form.getOrDefault(old, "") : value;
    }
}
