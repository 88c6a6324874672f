package io.ordergate.ordering.model;

import io.ordergate.support.Amounts;
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
        @Nullable String phoneNumber,
        @Nullable String customerName,
        @Nullable String address,
        String paymentMethod,
        String paymentStatus,
        String currency,
        String totalAmount,
        List<ItemView> items,
        @Nullable String note,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** A line as JSON shows it. */
    public record ItemView(@Nullable String productId, String title, String unitPrice, int quantity, String lineTotal) {

        static ItemView of(OrderItem item) {
            return new ItemView(
                    item.productId(),
                    item.title(),
                    Amounts.text(item.unitPrice()),
                    item.quantity(),
                    Amounts.text(item.unitPrice().multipliedBy(item.quantity())));
        }
    }

    public static OrderView of(Order order) {
        return new OrderView(
                order.id(),
                order.number(),
                order.status().id(),
                order.fulfilment().id(),
                order.customerId(),
                order.phone(),
                order.customerName(),
                order.address(),
                order.paymentMethod().id(),
                order.paymentStatus().id(),
                order.total().getCurrencyUnit().getCode(),
                Amounts.text(order.total()),
                order.items().stream().map(ItemView::of).toList(),
                order.note(),
                order.version(),
                order.createdAt(),
                order.updatedAt());
    }

    @Override
    public String toString() {
        return "OrderView[" + id + "]";
    }
}
