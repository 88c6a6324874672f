package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's report changes in a payment. Reports come late, twice and in any order, so that most of them change
 * nothing.
 *
 * @param to the next status; null when the status stays
 * @param flag the reason to raise a review flag; null when there is none
 * @param names whether the report brings the name of the captured money, which had only that of the payment before
 */
record ReportEffect(@Nullable PaymentStatus to, ReviewFlag.@Nullable Reason flag, boolean names) {

    static final ReportEffect NOTHING = new ReportEffect(null, null, false);
    private static final ReportEffect NAMES = new ReportEffect(null, null, true);

    /**
     * The effect of a report.
     *
     * @param expired whether the customer's time to pay is over
     */
    static ReportEffect of(Payment payment, ProviderReport report, boolean expired) {
        return switch (report.state()) {
            case SILENT ->
                expired && payment.status() == PaymentStatus.UNKNOWN ? flag(ReviewFlag.Reason.UNRESOLVED) : NOTHING;
            case OPEN -> open(payment, expired);
            case FAILED -> failed(payment, report);
            case AUTHORISED -> withMoney(payment, report, PaymentStatus.AUTHORISED);
            case PAID -> withMoney(payment, report, PaymentStatus.PAID);
        };
    }

    private static ReportEffect open(Payment payment, boolean expired) {
        if (!payment.status().isOpen()) {
            return NOTHING;
        }
        return reaches(payment, expired ? PaymentStatus.FAILED : PaymentStatus.PENDING);
    }

    /** The failure of one try does not end another one that is authorised. */
    private static ReportEffect failed(Payment payment, ProviderReport report) {
        var another = payment.status() == PaymentStatus.AUTHORISED
                && !report.transactionId().isEmpty()
                && !report.transactionId().equals(payment.transactionOrEmpty());
        return another ? NOTHING : reaches(payment, PaymentStatus.FAILED);
    }

    private static ReportEffect withMoney(Payment payment, ProviderReport report, PaymentStatus to) {
        var charge = report.charge();
        var again = payment.status().isCaptured() && to == PaymentStatus.PAID;
        var same = payment.transactionOrEmpty().equals(report.transactionId());
        if (again && !same && charge != null && report.refundedMinor() >= charge.minor() && charge.minor() > 0) {
            return NOTHING; // a second capture that was refunded
        }
        if (charge == null || !charge.currency().equals(payment.charge().currency())) {
            return flag(ReviewFlag.Reason.WRONG_CURRENCY);
        }
        if (charge.minor() != payment.charge().minor()) {
            return flag(ReviewFlag.Reason.WRONG_AMOUNT);
        }
        if (report.transactionId().isEmpty()) {
            return flag(ReviewFlag.Reason.UNREADABLE);
        }
        if (again && !same && payment.transactionOrEmpty().equals(payment.reference())) {
            return NAMES;
        }
        return again && !same ? flag(ReviewFlag.Reason.SECOND_CAPTURE) : reaches(payment, to);
    }

    private static ReportEffect reaches(Payment payment, PaymentStatus to) {
        return payment.status().next().contains(to) ? new ReportEffect(to, null, false) : NOTHING;
    }

    static ReportEffect flag(ReviewFlag.Reason reason) {
        return new ReportEffect(null, reason, false);
    }
}
