package io.ordergate.page;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.Parcel;
import io.ordergate.payment.LinkPayments;
import io.ordergate.support.Amounts;
import io.ordergate.support.phone.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the holder of a link sees of an order: nothing personal but the phone, which is masked. */
record OrderPage(
        String orderNumber,
        String status,
        String paymentMethod,
        String paymentStatus,
        String currency,
        String totalAmount,
        String dueAmount,
        @JsonIgnore boolean isSettled,
        List<Line> items,
        List<LinkPayments.Offer> paymentMethods,
        @Nullable Parcel parcel,
        String maskedPhone,
        Instant createdAt,
        Instant updatedAt) {

    record Line(String kind, String title, String unitPrice, int quantity, String lineTotal) {

        /** Whether the line is something that is ordered, of which there may be several. */
        @JsonIgnore
        boolean isThing() {
            return kind.equals(Order.LineKind.ITEM.id());
        }

        @JsonIgnore
        boolean isDelivery() {
            return kind.equals(Order.LineKind.DELIVERY.id());
        }

        static Line of(Order.Item item) {
            return new Line(
                    item.kind().id(),
                    item.title(),
                    Amounts.text(item.unitPrice()),
                    item.quantity(),
                    Amounts.text(item.total()));
        }
    }

    static OrderPage of(Order order, LinkPayments.Due due) {
        return new OrderPage(
                order.number(),
                order.status().id(),
                order.paymentMethod().id(),
                order.paymentStatus().id(),
                order.total().getCurrencyUnit().getCode(),
                Amounts.text(order.total()),
                due.amount(),
                due.minor() == 0,
                order.items().stream().map(Line::of).toList(),
                due.offers(),
                order.parcel().equals(Parcel.NONE) ? null : order.parcel(),
                phone(order).masked(),
                order.createdAt(),
                order.updatedAt());
    }

    /** The phone, without which there is no page. */
    static PhoneNumber phone(Order order) {
        return Objects.requireNonNull(order.phone(), "an order whose data was erased has no page");
    }
}
