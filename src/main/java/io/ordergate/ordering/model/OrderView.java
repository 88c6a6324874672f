package io.ordergate.ordering.model;

import io.ordergate.support.Amounts;
import io.ordergate.support.secret.Sensitive;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An order as JSON shows it. */
public record OrderView(
        UUID id,
        String orderNumber,
        String status,
        String fulfilment,
        @Nullable UUID customerId,
        @Nullable Sensitive phoneNumber,
        @Nullable Sensitive customerName,
        @Nullable Sensitive address,
        String paymentMethod,
        String paymentStatus,
        String currency,
        String totalAmount,
        String priceSource,
        List<ItemView> items,
        @Nullable Sensitive note,
        @Nullable Sensitive statusReason,
        @Nullable Parcel parcel,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** A line as JSON shows it. */
    public record ItemView(
            String kind, @Nullable String productId, String title, String unitPrice, int quantity, String lineTotal) {

        static ItemView of(Order.Item item) {
            return new ItemView(
                    item.kind().id(),
                    item.productId(),
                    item.title(),
                    Amounts.text(item.unitPrice()),
                    item.quantity(),
                    Amounts.text(item.total()));
        }
    }

    /** The title of the first thing that is ordered. */
    public String firstTitle() {
        return items.stream()
                .filter(line -> line.kind().equals(Order.LineKind.ITEM.id()))
                .findFirst()
                .orElseThrow()
                .title();
    }

    public static OrderView of(Order order) {
        var phone = order.phone();
        return new OrderView(
                order.id(),
                order.number(),
                order.status().id(),
                order.fulfilment().id(),
                order.customerId(),
                phone == null ? null : Sensitive.of(phone.e164()),
                order.customerName(),
                order.address(),
                order.paymentMethod().id(),
                order.paymentStatus().id(),
                order.total().getCurrencyUnit().getCode(),
                Amounts.text(order.total()),
                order.priceSource().id(),
                order.items().stream().map(ItemView::of).toList(),
                order.note(),
                order.statusReason(),
                order.parcel().equals(Parcel.NONE) ? null : order.parcel(),
                order.version(),
                order.createdAt(),
                order.updatedAt());
    }
}
