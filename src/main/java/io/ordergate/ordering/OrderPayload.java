package io.ordergate.ordering;

import io.ordergate.support.Amounts;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An order in the shape of the rows it will become: {@link PlacementSql} alone turns this JSON into an order. */
record OrderPayload(OrderRow order, List<ItemRow> items) {

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

    static OrderPayload of(OrderContent content) {
        var items = content.items();
        return new OrderPayload(
                new OrderRow(
                        content.numberPrefix(),
                        content.customerName(),
                        content.address(),
                        content.paymentMethod(),
                        content.total().getCurrencyUnit().getCode(),
                        Amounts.minor(content.total()),
                        content.note()),
                IntStream.range(0, items.size())
                        .mapToObj(position -> row(position, items.get(position)))
                        .toList());
    }

    private static ItemRow row(int position, OrderItem item) {
        return new ItemRow(position, item.productId(), item.title(), Amounts.minor(item.unitPrice()), item.quantity());
    }
}
