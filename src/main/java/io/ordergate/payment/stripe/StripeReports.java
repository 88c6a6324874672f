package io.ordergate.payment.stripe;

import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.secret.Sensitive;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Reads sessions, refunds and errors from Stripe's answers and webhooks. */
final class StripeReports {

    /** States of a payment intent behind a complete session that no money will come of. */
    private static final Set<String> NOT_PAID = Set.of("requires_payment_method", "canceled");

    private static final Set<Integer> REFUSED = Set.of(400, 402, 422);

    private StripeReports() {}

    static StartResult started(RemoteAnswer answer) {
        var id = ProviderText.name(answer.json().path("id"));
        var url = ProviderText.url(answer.json().path("url"));
        if (answer.isSuccess() && !id.isEmpty() && !url.isEmpty()) {
            return new StartResult.Started(id, Sensitive.of(url));
        }
        return isRefusal(answer)
                ? new StartResult.Refused(reason(answer), words(answer))
                : new StartResult.NotStarted(reason(answer));
    }

    /** The report about a Checkout Session, with its refunds where the payment intent was expanded. */
    static ProviderReport session(JsonNode session) {
        var intent = session.path("payment_intent");
        return switch (session.path("payment_status").asString("")) {
            case "paid", "no_payment_required" ->
                ProviderReport.paid(charge(session, "amount_total"), intentOf(session))
                        .refunded(refunded(session, intent));
            case "unpaid" -> unpaid(session, intent);
            default -> ProviderReport.silent("unreadable");
        };
    }

    /** A complete session that is not paid waits for a bank, unless the bank has refused. */
    private static ProviderReport unpaid(JsonNode session, JsonNode intent) {
        return switch (session.path("status").asString("")) {
            case "open" -> ProviderReport.open("");
            case "expired" -> ProviderReport.failed("expired");
            case "complete" ->
                NOT_PAID.contains(intent.path("status").asString(""))
                        ? ProviderReport.failed("declined")
                        : ProviderReport.open("");
            default -> ProviderReport.silent("unreadable");
        };
    }

    private static long refunded(JsonNode session, JsonNode intent) {
        var refunded = intent.path("latest_charge").path("amount_refunded");
        return Math.max(
                0, StripeAmounts.charge(session.path("currency"), refunded).minor());
    }

    /** The name of the payment intent, which is an object where it was expanded. */
    static String intentOf(JsonNode object) {
        var intent = object.path("payment_intent");
        return ProviderText.name(intent.isObject() ? intent.path("id") : intent);
    }

    static RefundReport refund(JsonNode refund) {
        var id = ProviderText.name(refund.path("id"));
        return switch (id.isEmpty() ? "" : refund.path("status").asString("")) {
            case "succeeded" -> RefundReport.settled(id);
            case "pending", "requires_action" -> RefundReport.pending(id);
            case "failed", "canceled" ->
                RefundReport.failed(
                        id, ProviderText.code(refund.path("failure_reason").asString("failed")));
            default -> RefundReport.silent("unreadable");
        };
    }

    static Charge charge(JsonNode object, String amount) {
        return StripeAmounts.charge(object.path("currency"), object.path(amount));
    }

    /** The id in this service that was given to an object at Stripe. */
    static Optional<UUID> id(JsonNode text) {
        try {
            return Optional.of(UUID.fromString(text.asString("")));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** Whether Stripe has understood and refused a call. A key that was used for another call is no refusal. */
    static boolean isRefusal(RemoteAnswer answer) {
        var type = answer.json().path("error").path("type").asString("");
        return REFUSED.contains(answer.status()) && !type.isEmpty() && !type.equals("idempotency_error");
    }

    static String reason(RemoteAnswer answer) {
        var error = answer.json().path("error");
        return ProviderText.code(error.path("code").asString(error.path("type").asString(answer.reason())));
    }

    private static String words(RemoteAnswer answer) {
        return ProviderText.words(answer.json().path("error").path("message").asString(reason(answer)));
    }
}
