package io.ordergate.sms.africastalking;

import io.ordergate.sms.Delivery;
import io.ordergate.sms.DeliveryReceipt;
import io.ordergate.sms.DeliveryWebhook;
import io.ordergate.sms.Forms;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.WebhookSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Africa's Talking's delivery reports: forms without a signature, one text each. Its dashboard is told the URL. */
@Component
class AfricasTalkingDeliveryWebhook implements DeliveryWebhook {

    private static final Map<String, Delivery> STATUSES = Map.of(
            "buffered", Delivery.QUEUED,
            "queued", Delivery.QUEUED,
            "submitted", Delivery.SENT,
            "sent", Delivery.SENT,
            "success", Delivery.DELIVERED,
            "rejected", Delivery.FAILED,
            "failed", Delivery.FAILED);

    /** The documented names of failures, which come in {@code failureReason} or instead of a status. */
    private static final Set<String> FAILURES = Set.of(
            "absentsubscriber",
            "expired",
            "insufficientcredit",
            "invalidlinkid",
            "userinactive",
            "userisinactive",
            "userinblacklist",
            "useraccountsuspended",
            "notnetworksubcriber",
            "notnetworksubscriber",
            "usernotsubscribedtoproduct",
            "userdoesnotexist",
            "usernotprovisioned",
            "deliveryfailure",
            "donotdisturbrejection",
            "riskhold",
            "invalidsenderid",
            "invalidphonenumber",
            "unsupportednumbertype",
            "insufficientbalance",
            "couldnotroute",
            "internalservererror",
            "gatewayerror",
            "rejectedbygateway");

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
        var status = form.getOrDefault("status", "").strip();
        var reason = form.getOrDefault("failureReason", "").strip();
        var delivery = delivery(status, reason);
        var id = form.getOrDefault("id", "");
        return delivery == null || !Accepted.isId(id)
                ? List.of()
                : List.of(new DeliveryReceipt(
                        id, delivery, delivery == Delivery.FAILED && reason.isEmpty() ? status : reason, null));
    }

    private static @Nullable Delivery delivery(String status, String reason) {
        var known = STATUSES.get(status.toLowerCase(Locale.ROOT));
        return known == null && (isFailure(status) || isFailure(reason)) ? Delivery.FAILED : known;
    }

    private static boolean isFailure(String name) {
        return FAILURES.contains(name.toLowerCase(Locale.ROOT));
    }
}
