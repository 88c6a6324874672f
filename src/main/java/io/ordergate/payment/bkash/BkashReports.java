package io.ordergate.payment.bkash;

import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.secret.Sensitive;
import java.util.Set;

/** Reads bKash's answers. */
final class BkashReports {

    /** The customer could not or did not want to pay. After other codes of execute, bKash is queried, since money may have moved. */
    private static final Set<String> NOT_PAID = Set.of("2014", "2023", "2029", "2069");

    /** bKash refuses to create the payment: wrong amount, currency, or form of names and URLs. */
    private static final Set<String> REFUSED = Set.of("2006", "2007", "2008", "2025", "2031", "2048", "2049", "2065");

    private static final Set<String> INCONCLUSIVE = Set.of("", "2003", "2034", "503");

    private BkashReports() {}

    static StartResult started(RemoteAnswer answer) {
        var body = answer.json();
        var id = ProviderText.name(body.path("paymentID"));
        var url = ProviderText.url(body.path("bkashURL"));
        if (isDone(answer) && !id.isEmpty() && !url.isEmpty()) {
            return new StartResult.Started(id, Sensitive.of(url));
        }
        var code = code(answer);
        return REFUSED.contains(code)
                ? new StartResult.Refused(
                        code,
                        ProviderText.words(body.path("statusMessage")
                                .asString(body.path("errorMessage").asString(code))))
                : new StartResult.NotStarted(code);
    }

    static ProviderReport payment(RemoteAnswer answer, boolean asked) {
        var body = answer.json();
        if (!isDone(answer)) {
            return NOT_PAID.contains(code(answer))
                    ? ProviderReport.failed(code(answer))
                    : ProviderReport.silent(code(answer));
        }
        var charge = Charge.of(ProviderText.currency(body.path("currency")), ProviderText.decimal(body.path("amount")));
        return switch (body.path("transactionStatus").asString("")) {
            case "Completed" -> ProviderReport.paid(charge, ProviderText.name(body.path("trxID")));
            case "Initiated", "Pending" -> asked ? ProviderReport.open("") : ProviderReport.silent("initiated");
            case "Cancelled", "Failed", "Expired" -> ProviderReport.failed("ended");
            default -> ProviderReport.silent("unreadable");
        };
    }

    static RefundReport refund(RemoteAnswer answer) {
        var found = refundFound(answer);
        var code = code(answer);
        return found.state() == RefundReport.State.NONE && !INCONCLUSIVE.contains(code)
                ? RefundReport.failed("", code)
                : found.state() == RefundReport.State.NONE ? RefundReport.silent(code) : found;
    }

    static RefundReport refundFound(RemoteAnswer answer) {
        var id = ProviderText.name(answer.json().path("refundTrxID"));
        if (isDone(answer) && !id.isEmpty()) {
            return answer.json().path("transactionStatus").asString("").equals("Completed")
                    ? RefundReport.settled(id)
                    : RefundReport.pending(id);
        }
        return answer.isSuccess() && !answer.json().isMissingNode()
                ? RefundReport.none()
                : RefundReport.silent(answer.reason());
    }

    /** Whether a call has succeeded, which its HTTP status does not tell. */
    private static boolean isDone(RemoteAnswer answer) {
        return answer.isSuccess()
                && answer.json().path("statusCode").asString("").equals("0000");
    }

    private static String code(RemoteAnswer answer) {
        var body = answer.json();
        var code = body.path("statusCode").asString(body.path("errorCode").asString(""));
        return code.isEmpty() ? answer.reason() : ProviderText.code(code);
    }

    /** The report about a captured payment, with its refunds. */
    static ProviderReport refunded(RemoteAnswer answer, Payment payment) {
        var refund = answer.json();
        var charge =
                Charge.of(ProviderText.currency(refund.path("currency")), ProviderText.decimal(refund.path("amount")));
        return refundFound(answer).state() == RefundReport.State.SETTLED
                        && charge.currency().equals(payment.charge().currency())
                ? ProviderReport.paid(payment.charge(), payment.transactionOrEmpty())
                        .refunded(charge.minor())
                : ProviderReport.silent(code(answer));
    }
}
