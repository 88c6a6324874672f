package io.ordergate.payment.ledger;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundStatus;
import io.ordergate.support.secret.Sensitive;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads payments and refunds from rows. */
final class PaymentRows {

    static final String COLUMNS = """
            p.id, p.order_id, p.attempt, p.provider, p.status, p.surplus, p.currency, p.amount_minor, p.captured_minor,
            p.reserved_minor, p.refunded_minor, p.reference, p.transaction_id, p.redirect_url, p.refusal, p.checks,
            p.created_at, p.updated_at""";

    static final String REFUND_COLUMNS = """
            r.id, r.payment_id, r.amount_minor, r.status, r.cause, r.reference, r.checks, r.created_at,
            (select currency from payments where id = r.payment_id) as currency""";

    private PaymentRows() {}

    static Payment read(Readable row) {
        return new Payment(
                value(row, "id", UUID.class),
                value(row, "order_id", UUID.class),
                value(row, "attempt", Integer.class),
                value(row, "provider", String.class),
                PaymentStatus.ofId(value(row, "status", String.class)),
                value(row, "surplus", Boolean.class),
                charge(row),
                value(row, "captured_minor", Long.class),
                value(row, "reserved_minor", Long.class),
                value(row, "refunded_minor", Long.class),
                row.get("reference", String.class),
                row.get("transaction_id", String.class),
                sensitive(row, "redirect_url"),
                sensitive(row, "refusal"),
                value(row, "checks", Integer.class),
                value(row, "created_at", Instant.class),
                value(row, "updated_at", Instant.class));
    }

    static Refund refund(Readable row) {
        return new Refund(
                value(row, "id", UUID.class),
                value(row, "payment_id", UUID.class),
                charge(row),
                RefundStatus.ofId(value(row, "status", String.class)),
                value(row, "cause", String.class),
                row.get("reference", String.class),
                value(row, "checks", Integer.class),
                value(row, "created_at", Instant.class));
    }

    private static @Nullable Sensitive sensitive(Readable row, String name) {
        var text = row.get(name, String.class);
        return text == null ? null : Sensitive.of(text);
    }

    static Charge charge(Readable row) {
        return new Charge(value(row, "currency", String.class), value(row, "amount_minor", Long.class));
    }
}
