package io.ordergate.ordering.model;

import io.ordergate.support.Amounts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order in the shape of the rows it will become: {@link PlacementSql} alone turns this JSON into an order. */
public record OrderPayload(OrderRow order, List<ItemRow> items) {

    record OrderRow(
            String numberPrefix,
            @Nullable String customerName,
            @Nullable String address,
            String paymentMethod,
            String currency,
            long totalMinor,
            @Nullable String note) {}

    record ItemRow(int position, @Nullable String productId, String title, long unitPriceMinor, int quantity) {

        OrderItem item(String currency) {
            return new OrderItem(productId, title, Amounts.ofMinor(currency, unitPriceMinor), quantity);
        }
    }

    public static OrderPayload of(OrderContent content) {
        var items = new ArrayList<ItemRow>(content.items().size());
        for (var item : content.items()) {
            items.add(row(items.size(), item));
        }
        return new OrderPayload(
                new OrderRow(
                        content.numberPrefix(),
                        content.customerName(),
                        content.address(),
                        content.paymentMethod().id(),
                        content.total().getCurrencyUnit().getCode(),
                        Amounts.minor(content.total()),
                        content.note()),
                items);
    }

    private static ItemRow row(int position, OrderItem item) {
        return new ItemRow(position, item.productId(), item.title(), Amounts.minor(item.unitPrice()), item.quantity());
    }
}
