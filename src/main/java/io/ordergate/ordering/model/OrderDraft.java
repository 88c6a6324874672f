package io.ordergate.ordering.model;

import io.ordergate.support.Failure;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A validated and priced order that is not placed yet, or the new content of one that is.
 *
 * @param phone null for customers who gave none
 * @param address null for orders of which nothing is shipped
 * @param asked the same order before the shop's own service has named its prices; null where nobody was asked
 */
public record OrderDraft(
        @Nullable PhoneNumber phone,
        @Nullable Sensitive customerName,
        @Nullable Sensitive address,
        PaymentMethod paymentMethod,
        List<Order.Item> items,
        Money total,
        Order.PriceSource priceSource,
        @Nullable Sensitive note,
        @Nullable OrderDraft asked) {

    private static final int PREFIX_LETTERS = 2;

    /** How many things are ordered. */
    public int count() {
        return items.stream()
                .filter(Order.Item::isItem)
                .mapToInt(Order.Item::quantity)
                .sum();
    }

    /** What delivery costs; null where no line is for delivery. */
    public @Nullable Money delivery() {
        return items.stream()
                .filter(line -> line.kind() == Order.LineKind.DELIVERY)
                .map(Order.Item::total)
                .reduce(Money::plus)
                .orElse(null);
    }

    /** The phone that a code is texted to. Errors: {@code invalid-request} without one. */
    public PhoneNumber requirePhone() {
        return requirePhone(phone);
    }

    static PhoneNumber requirePhone(@Nullable PhoneNumber phone) {
        if (phone == null) {
            throw Failure.field("phone_number", "must not be blank");
        }
        return phone;
    }

    /** This order, whose prices the shop has named when it was asked about the other. */
    OrderDraft askedAs(OrderDraft other) {
        return new OrderDraft(phone, customerName, address, paymentMethod, items, total, priceSource, note, other);
    }

    /** The first letters of the order number: two Latin ones of the first item's title, filled up with X. */
    String numberPrefix() {
        var title = items.stream()
                .filter(Order.Item::isItem)
                .findFirst()
                .orElseThrow()
                .title();
        var letters = new StringBuilder(PREFIX_LETTERS);
        for (var index = 0; index < title.length() && letters.length() < PREFIX_LETTERS; index++) {
            var letter = title.charAt(index);
            if ((letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z')) {
                letters.append(Character.toUpperCase(letter));
            }
        }
        return (letters + "XX").substring(0, PREFIX_LETTERS);
    }
}
