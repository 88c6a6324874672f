package io.ordergate.payment;

import tools.jackson.databind.JsonNode;

/** Reads Razorpay's payments and refunds, from its answers and from its webhooks. */
final class RazorpayReports {

    private RazorpayReports() {}

    static ProviderReport payment(JsonNode payment) {
        var id = payment.path("id").asString("");
        return switch (payment.path("status").asString("")) {
            case "created" -> ProviderReport.open("");
            case "authorized" -> ProviderReport.authorised(charge(payment), id);
            case "captured" -> ProviderReport.paid(charge(payment), id);
            case "refunded" ->
                payment.path("captured").asBoolean(true)
                        ? ProviderReport.paid(charge(payment), id)
                        : ProviderReport.failed("released");
            case "failed" ->
                new ProviderReport(
                        ProviderReport.State.FAILED,
                        null,
                        id,
                        ProviderAnswer.code(payment.path("error_reason").asString("failed")));
            default -> ProviderReport.silent("unreadable");
        };
    }

    static RefundReport refund(JsonNode refund) {
        var id = refund.path("id").asString("");
        return switch (id.isEmpty() ? "" : refund.path("status").asString("")) {
            case "processed" -> RefundReport.settled(id);
            case "pending", "created" -> RefundReport.pending(id);
            case "failed" -> RefundReport.failed(id, "failed");
            default -> RefundReport.silent("unreadable");
        };
    }

    static Charge charge(JsonNode entity) {
        var amount = entity.path("amount");
        return new Charge(
                entity.path("currency").asString(""), amount.canConvertToExactIntegral() ? amount.asLong(-1) : -1);
    }

    /** The code of an error, without its description. */
    static String reason(ProviderAnswer answer) {
        var error = answer.json().path("error");
        var reason = error.path("reason").asString("");
        var code = error.path("code").asString(answer.reason());
        return ProviderAnswer.code(reason.isEmpty() || reason.equals("NA") ? code : reason);
    }
}
