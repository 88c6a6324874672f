package io.ordergate.payment.bkash;

import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.http.RemoteAnswer;
import java.util.Set;

/** Reads bKash's answers. */
final class BkashReports {

    /** The customer could not or did not want to pay. Other codes of execute may hide a payment: bKash is asked then. */
    private static final Set<String> CAME_TO_NOTHING = Set.of("2014", "2023", "2029", "2069");

    /** bKash has understood what it is told to create and will not have it: amount, currency, what names and pages look like. */
    private static final Set<String> REFUSED = Set.of("2006", "2007", "2008", "2025", "2031", "2048", "2049", "2065");

    private static final Set<String> SAYS_NOTHING = Set.of("", "2003", "2034", "503");

    private BkashReports() {}

    static StartResult started(RemoteAnswer answer) {
        var body = answer.json();
        var id = ProviderText.name(body.path("paymentID"));
        var url = ProviderText.url(body.path("bkashURL"));
        if (isDone(answer) && !id.isEmpty() && !url.isEmpty()) {
            return new StartResult.Started(id, url);
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
            return CAME_TO_NOTHING.contains(code(answer))
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
        return found.state() == RefundReport.State.NONE && !SAYS_NOTHING.contains(code)
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

    /** HTTP 200 says nothing. */
    private static boolean isDone(RemoteAnswer answer) {
        return answer.isSuccess()
                && answer.json().path("statusCode").asString("").equals("0000");
    }

    private static String code(RemoteAnswer answer) {
        var body = answer.json();
        var code = body.path("statusCode").asString(body.path("errorCode").asString(""));
        return code.isEmpty() ? answer.reason() : ProviderText.code(code);
    }

    /** What of a paid payment has gone back. */
    static ProviderReport goneBack(RemoteAnswer answer, Payment payment) {
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
