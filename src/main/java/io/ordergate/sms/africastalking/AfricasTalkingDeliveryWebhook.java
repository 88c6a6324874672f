package io.ordergate.sms.africastalking;

import io.ordergate.sms.DeliveryProblem;
import io.ordergate.sms.DeliveryReceipt;
import io.ordergate.sms.DeliveryReceipt.Delivery;
import io.ordergate.sms.DeliveryWebhook;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.WebhookSettings;
import io.ordergate.support.http.Forms;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Delivery reports of Africa's Talking: forms of one text each, without a signature. The URL is set in its dashboard. */
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

    /** The documented names of failures, which stand in {@code failureReason} or in place of a status. */
    private static final Map<String, DeliveryProblem> FAILURES = Map.ofEntries(
            Map.entry("absentsubscriber", DeliveryProblem.UNREACHABLE),
            Map.entry("expired", DeliveryProblem.UNREACHABLE),
            Map.entry("userinactive", DeliveryProblem.UNREACHABLE),
            Map.entry("userisinactive", DeliveryProblem.UNREACHABLE),
            Map.entry("deliveryfailure", DeliveryProblem.UNREACHABLE),
            Map.entry("userinblacklist", DeliveryProblem.BLOCKED),
            Map.entry("useraccountsuspended", DeliveryProblem.BLOCKED),
            Map.entry("usernotsubscribedtoproduct", DeliveryProblem.BLOCKED),
            Map.entry("donotdisturbrejection", DeliveryProblem.BLOCKED),
            Map.entry("notnetworksubcriber", DeliveryProblem.INVALID_NUMBER),
            Map.entry("notnetworksubscriber", DeliveryProblem.INVALID_NUMBER),
            Map.entry("userdoesnotexist", DeliveryProblem.INVALID_NUMBER),
            Map.entry("usernotprovisioned", DeliveryProblem.INVALID_NUMBER),
            Map.entry("invalidphonenumber", DeliveryProblem.INVALID_NUMBER),
            Map.entry("unsupportednumbertype", DeliveryProblem.INVALID_NUMBER),
            Map.entry("insufficientcredit", DeliveryProblem.OTHER),
            Map.entry("invalidlinkid", DeliveryProblem.OTHER),
            Map.entry("riskhold", DeliveryProblem.OTHER),
            Map.entry("invalidsenderid", DeliveryProblem.OTHER),
            Map.entry("insufficientbalance", DeliveryProblem.OTHER),
            Map.entry("couldnotroute", DeliveryProblem.OTHER),
            Map.entry("internalservererror", DeliveryProblem.OTHER),
            Map.entry("gatewayerror", DeliveryProblem.OTHER),
            Map.entry("rejectedbygateway", DeliveryProblem.OTHER));

    private final WebhookSettings settings;

    AfricasTalkingDeliveryWebhook(WebhookSettings settings) {
        this.settings = settings;
    }

    @Override
    public String provider() {
        return AfricasTalkingProvider.NAME;
    }

    @Override
    public boolean isGenuine(Call call) {
        return settings.isSecret(call.key());
    }

    @Override
    public List<DeliveryReceipt> receipts(Call call) {
        var form = Forms.decode(call.body().value());
        var status = form.getOrDefault("status", "").strip();
        var reason = form.getOrDefault("failureReason", "").strip();
        var delivery = delivery(status, reason);
        var id = form.getOrDefault("id", "");
        return delivery == null || !Accepted.isId(id)
                ? List.of()
                : List.of(new DeliveryReceipt(
                        id, delivery, delivery == Delivery.FAILED && reason.isEmpty() ? status : reason, null));
    }

    @Override
    public DeliveryProblem problem(String reason) {
        return FAILURES.getOrDefault(reason.toLowerCase(Locale.ROOT), DeliveryProblem.OTHER);
    }

    private static @Nullable Delivery delivery(String status, String reason) {
        var known = STATUSES.get(status.toLowerCase(Locale.ROOT));
        return known == null && (isFailure(status) || isFailure(reason)) ? Delivery.FAILED : known;
    }

    private static boolean isFailure(String name) {
        return FAILURES.containsKey(name.toLowerCase(Locale.ROOT));
    }
}
