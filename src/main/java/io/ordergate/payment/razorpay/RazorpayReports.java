package io.ordergate.payment.razorpay;

import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.support.http.RemoteAnswer;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Reads payments and refunds from Razorpay's answers and webhooks. */
final class RazorpayReports {

    private RazorpayReports() {}

    static ProviderReport payment(JsonNode payment) {
        var id = ProviderText.name(payment.path("id"));
        return switch (payment.path("status").asString("")) {
            case "created" -> ProviderReport.open("");
            case "authorized" -> ProviderReport.authorised(charge(payment), id);
            case "captured" -> paid(payment, id);
            case "refunded" ->
                payment.path("captured").asBoolean(true) ? paid(payment, id) : ProviderReport.failed(id, "released");
            case "failed" ->
                ProviderReport.failed(
                        id, ProviderText.code(payment.path("error_reason").asString("failed")));
            default -> ProviderReport.silent("unreadable");
        };
    }

    private static ProviderReport paid(JsonNode payment, String id) {
        var charge = charge(payment);
        var all = payment.path("status").asString("").equals("refunded")
                || payment.path("refund_status").asString("").equals("full");
        return ProviderReport.paid(charge, id)
                .refunded(all ? charge.minor() : minor(payment.path("amount_refunded"), 0));
    }

    static RefundReport refund(JsonNode refund) {
        var id = ProviderText.name(refund.path("id"));
        return switch (id.isEmpty() ? "" : refund.path("status").asString("")) {
            case "processed" -> RefundReport.settled(id);
            case "pending", "created" -> RefundReport.pending(id);
            case "failed" -> RefundReport.failed(id, "failed");
            default -> RefundReport.silent("unreadable");
        };
    }

    static Charge charge(JsonNode entity) {
        return new Charge(ProviderText.currency(entity.path("currency")), minor(entity.path("amount"), -1));
    }

    /** The id of the payment or refund in this service, which Razorpay keeps as the receipt. */
    static Optional<UUID> receipt(JsonNode entity) {
        try {
            return Optional.of(UUID.fromString(entity.path("receipt").asString("")));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static long minor(JsonNode amount, long otherwise) {
        return amount.canConvertToExactIntegral() && amount.canConvertToLong() ? amount.asLong() : otherwise;
    }

    /** Whether Razorpay has understood and refused a call. An unknown key is no refusal, since the operator can change the key. */
    static boolean isRefusal(RemoteAnswer answer) {
        var error = answer.json().path("error");
        return (answer.status() == 400 || answer.status() == 422)
                && error.path("code").asString("").equals("BAD_REQUEST_ERROR")
                && !error.path("description").asString("").startsWith("Authentication failed");
    }

    /** Razorpay's explanation of an error. */
    static String words(RemoteAnswer answer) {
        return ProviderText.words(
                answer.json().path("error").path("description").asString(reason(answer)));
    }

    /** The code of an error, without its description. */
    static String reason(RemoteAnswer answer) {
        var error = answer.json().path("error");
        var reason = error.path("reason").asString("");
        var code = error.path("code").asString(answer.reason());
        return ProviderText.code(reason.isEmpty() || reason.equals("NA") ? code : reason);
    }
}
