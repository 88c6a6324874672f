package io.ordergate.ordering.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is stored.
 *
 * @param customerId the account that placed it; null for guests, and while only a phone was proven
 * @param phone E.164; null, like the address, once its customer's data was erased
 */
public record Order(
        UUID id,
        String number,
        @Nullable UUID customerId,
        @Nullable String phone,
        @Nullable String customerName,
        @Nullable String address,
        PaymentMethod paymentMethod,
        OrderPaymentStatus paymentStatus,
        OrderStatus status,
        Fulfilment fulfilment,
        Money total,
        @Nullable String note,
        List<OrderItem> items,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    @Override
    public String toString() {
        return "Order[" + id + " " + status + "]";
    }
}
