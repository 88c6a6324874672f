package io.ordergate.ordering;

import io.ordergate.ordering.model.OrderForm;
import io.ordergate.support.secret.Sensitive;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders as clients submit them. */
public final class Forms {

    private Forms() {}

    public static OrderForm of(OrderForm.Item... items) {
        return of(null, null, items);
    }

    public static OrderForm of(List<OrderForm.Item> items) {
        return of("+8801700000001", items);
    }

    public static OrderForm of(String phone, List<OrderForm.Item> items) {
        return new OrderForm(
                Sensitive.of(phone),
                null,
                null,
                Sensitive.of("Dhaka 1207"),
                "card",
                items,
                null,
                null,
                null,
                null,
                null);
    }

    public static OrderForm of(@Nullable String currency, @Nullable String total, OrderForm.Item... items) {
        return new OrderForm(
                Sensitive.of("+8801700000001"),
                null,
                Sensitive.of("Rahim"),
                Sensitive.of("House 1, Road 2, Dhaka"),
                "cash_on_delivery",
                List.of(items),
                currency,
                total == null ? null : new BigDecimal(total),
                null,
                null,
                null);
    }

    public static OrderForm.Item item(String price, int quantity) {
        return new OrderForm.Item("b-1", "Lalsalu", new BigDecimal(price), quantity);
    }
}
