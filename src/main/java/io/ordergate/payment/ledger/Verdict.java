package io.ordergate.payment.ledger;

import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderReport;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's report means for a payment. Reports come late, twice and in any order, so that most of them mean
 * nothing.
 *
 * @param to the next status; null when it stays
 * @param flag why a person must look at it; null when nobody must
 */
record Verdict(@Nullable PaymentStatus to, @Nullable FlagReason flag) {

    static final Verdict NOTHING = new Verdict(null, null);

    /**
     * The verdict.
     *
     * @param expired whether the customer has had the time there is
     */
    static Verdict of(Payment payment, ProviderReport report, boolean expired) {
        return switch (report.state()) {
            case SILENT -> expired && payment.status() == PaymentStatus.UNKNOWN ? flag(FlagReason.UNRESOLVED) : NOTHING;
            case OPEN -> open(payment, expired);
            case FAILED -> failed(payment, report);
            case AUTHORISED -> withMoney(payment, report, PaymentStatus.AUTHORISED);
            case PAID -> withMoney(payment, report, PaymentStatus.PAID);
        };
    }

    private static Verdict open(Payment payment, boolean expired) {
        if (!payment.status().isOpen()) {
            return NOTHING;
        }
        return reaches(payment, expired ? PaymentStatus.FAILED : PaymentStatus.PENDING);
    }

    /** That one try has failed says nothing of another that is authorised. */
    private static Verdict failed(Payment payment, ProviderReport report) {
        var another = payment.status() == PaymentStatus.AUTHORISED
                && !report.transactionId().isEmpty()
                && !report.transactionId().equals(payment.transactionOrEmpty());
        return another ? NOTHING : reaches(payment, PaymentStatus.FAILED);
    }

    private static Verdict withMoney(Payment payment, ProviderReport report, PaymentStatus to) {
        var charge = report.charge();
        var again = payment.status().isCaptured() && to == PaymentStatus.PAID;
        var same = payment.transactionOrEmpty().equals(report.transactionId());
        if (again && !same && charge != null && report.refundedMinor() >= charge.minor() && charge.minor() > 0) {
            return NOTHING; // it was taken a second time, and has gone back
        }
        if (charge == null || !charge.currency().equals(payment.charge().currency())) {
            return flag(FlagReason.WRONG_CURRENCY);
        }
        if (charge.minor() != payment.charge().minor()) {
            return flag(FlagReason.WRONG_AMOUNT);
        }
        if (report.transactionId().isEmpty()) {
            return flag(FlagReason.UNREADABLE);
        }
        return again && !same ? flag(FlagReason.SECOND_CAPTURE) : reaches(payment, to);
    }

    private static Verdict reaches(Payment payment, PaymentStatus to) {
        return payment.status().next().contains(to) ? new Verdict(to, null) : NOTHING;
    }

    static Verdict flag(FlagReason reason) {
        return new Verdict(null, reason);
    }
}
