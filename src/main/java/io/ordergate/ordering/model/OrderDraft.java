package io.ordergate.ordering.model;

import io.ordergate.support.phone.PhoneNumber;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** An order that was understood and priced, and that nothing has confirmed yet. */
public record OrderDraft(
        PhoneNumber phone,
        @Nullable String customerName,
        String address,
        PaymentMethod paymentMethod,
        List<OrderItem> items,
        Money total,
        @Nullable String note) {

    /** How many things are ordered. */
    public int count() {
        var count = 0;
        for (var item : items) {
            count += item.quantity();
        }
        return count;
    }

    /** What it says, whoever has confirmed it. */
    public OrderContent content() {
        return new OrderContent(phone.e164(), customerName, address, paymentMethod, items, total, note);
    }

    @Override
    public String toString() {
        return "OrderDraft[" + phone + "]";
    }
}
