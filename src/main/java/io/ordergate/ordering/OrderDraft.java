package io.ordergate.ordering;

import io.ordergate.support.PhoneNumber;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** An order that was understood and priced, and that nothing has confirmed yet. */
public record OrderDraft(
        PhoneNumber phone,
        @Nullable String customerName,
        String address,
        String paymentMethod,
        List<OrderItem> items,
        Money total,
        @Nullable String note) {

    private static final int PREFIX_LETTERS = 2;

    /** How many things are ordered. */
    public int count() {
        return items.stream().mapToInt(OrderItem::quantity).sum();
    }

    /** The first letters of the order number: two Latin ones of the first title, filled up with X. */
    String numberPrefix() {
        var letters = new StringBuilder(PREFIX_LETTERS);
        items.get(0)
                .title()
                .chars()
                .filter(letter -> (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z'))
                .limit(PREFIX_LETTERS)
                .forEach(letter -> letters.append(Character.toUpperCase((char) letter)));
        return (letters + "XX").substring(0, PREFIX_LETTERS);
    }

    @Override
    public String toString() {
        return "OrderDraft[" + phone + "]";
    }
}
