package io.ordergate.ordering.model;

import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What an order says, new or edited, understood and priced.
 *
 * @param phone E.164; null for customers who gave none
 * @param address null for orders of which nothing is shipped
 */
public record OrderContent(
        @Nullable String phone,
        @Nullable String customerName,
        @Nullable String address,
        PaymentMethod paymentMethod,
        List<OrderItem> items,
        Money total,
        @Nullable String note) {

    private static final int PREFIX_LETTERS = 2;

    /** The first letters of the order number: two Latin ones of the first title, filled up with X. */
    String numberPrefix() {
        var title = items.get(0).title();
        var letters = new StringBuilder(PREFIX_LETTERS);
        for (var index = 0; index < title.length() && letters.length() < PREFIX_LETTERS; index++) {
            var letter = title.charAt(index);
            if ((letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z')) {
                letters.append(Character.toUpperCase(letter));
            }
        }
        return (letters + "XX").substring(0, PREFIX_LETTERS);
    }

    @Override
    public String toString() {
        return "OrderContent[hidden]";
    }
}
