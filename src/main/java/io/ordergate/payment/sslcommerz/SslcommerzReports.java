package io.ordergate.payment.sslcommerz;

import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.secret.Sensitive;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads SSLCommerz's answers, whose HTTP status tells nothing. */
final class SslcommerzReports {

    private static final Set<String> PAID = Set.of("VALID", "VALIDATED");
    private static final Set<String> NOT_PAID = Set.of("FAILED", "CANCELLED", "EXPIRED", "UNATTEMPTED");

    private SslcommerzReports() {}

    static StartResult started(RemoteAnswer answer, Payment payment) {
        var url = ProviderText.url(answer.json().path("GatewayPageURL"));
        if (answer.isSuccess() && !url.isEmpty()) {
            return new StartResult.Started(payment.shortId(), Sensitive.of(url));
        }
        var reason = answer.json().path("failedreason").asString("");
        var refused = answer.isSuccess()
                && !reason.isBlank()
                && !reason.toLowerCase(Locale.ROOT).contains("store"); // the operator can change the credentials
        return refused
                ? new StartResult.Refused("failed", ProviderText.words(reason))
                : new StartResult.NotStarted(reason.isBlank() ? answer.reason() : "store-refused");
    }

    /** The tries of a payment. */
    static List<JsonNode> tries(RemoteAnswer answer, Payment payment) {
        var elements = answer.json().path("element");
        return elements.valueStream()
                .filter(each ->
                        each.isObject() && each.path("tran_id").asString("").equals(payment.referenceOrThrow()))
                .toList();
    }

    /** Whether SSLCommerz has answered a query. */
    static boolean isAnswered(RemoteAnswer answer) {
        return answer.isSuccess()
                && answer.json().path("APIConnect").asString("").equals("DONE");
    }

    static boolean isPaid(JsonNode element) {
        return PAID.contains(element.path("status").asString(""));
    }

    /** The report about tries of which none is paid. */
    static ProviderReport unpaid(List<JsonNode> tries) {
        return !tries.isEmpty()
                        && tries.stream()
                                .allMatch(each ->
                                        NOT_PAID.contains(each.path("status").asString("")))
                ? ProviderReport.failed(status(tries.get(tries.size() - 1)))
                : ProviderReport.open("");
    }

    /** The report of a validation, the only one that tells of money. */
    static ProviderReport validated(RemoteAnswer answer, Payment payment) {
        var body = answer.json();
        var connected = body.path("APIConnect").asString("DONE").equals("DONE");
        if (!answer.isSuccess()
                || !connected
                || !body.path("tran_id").asString("").equals(payment.referenceOrThrow())) {
            return ProviderReport.silent(answer.isSuccess() ? "not-validated" : answer.reason());
        }
        if (isPaid(body)) {
            return ProviderReport.paid(
                            Charge.of(
                                    ProviderText.currency(body.path("currency_type")),
                                    ProviderText.decimal(body.path("currency_amount"))),
                            ProviderText.name(body.path("bank_tran_id")))
                    .risky(body.path("risk_level").asString("0").strip().equals("1"));
        }
        return switch (status(body)) {
            case "failed", "cancelled" -> ProviderReport.failed(status(body));
            case "pending" -> ProviderReport.open("");
            default -> ProviderReport.silent(status(body));
        };
    }

    /** The report about a refund that was requested. {@code success} says that it was accepted. */
    static RefundReport requested(RemoteAnswer answer) {
        var id = ProviderText.name(answer.json().path("refund_ref_id"));
        return switch (isAnswered(answer) ? status(answer.json()) : "") {
            case "success", "processing" -> id.isEmpty() ? RefundReport.silent("unreadable") : RefundReport.pending(id);
            case "failed" -> RefundReport.failed(id, "failed");
            default -> answer.isUnsent() ? RefundReport.failed("", "not-sent") : RefundReport.silent(answer.reason());
        };
    }

    static RefundReport refund(RemoteAnswer answer, String reference) {
        return switch (isAnswered(answer) ? status(answer.json()) : "") {
            case "refunded" -> RefundReport.settled(reference);
            case "processing" -> RefundReport.pending(reference);
            case "cancelled" -> RefundReport.failed(reference, "cancelled");
            default -> RefundReport.silent(answer.reason());
        };
    }

    private static String status(JsonNode node) {
        return ProviderText.code(node.path("status").asString("unreadable")).toLowerCase(Locale.ROOT);
    }
}
