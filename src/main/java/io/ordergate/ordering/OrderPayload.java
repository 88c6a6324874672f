package io.ordergate.ordering;

import io.ordergate.support.Amounts;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A draft in the shape of the rows it will become: {@link PlacementSql} alone turns this JSON into an order. */
record OrderPayload(OrderRow order, List<ItemRow> items) {

    record OrderRow(
            String numberPrefix,
            @Nullable String customerName,
            String address,
            String paymentMethod,
            String currency,
            long totalMinor,
            @Nullable String note) {}

    record ItemRow(int position, @Nullable String productId, String title, long unitPriceMinor, int quantity) {

        OrderItem item(String currency) {
            return new OrderItem(productId, title, Amounts.ofMinor(currency, unitPriceMinor), quantity);
        }
    }

    static OrderPayload of(OrderDraft draft) {
        var items = draft.items();
        return new OrderPayload(
                new OrderRow(
                        draft.numberPrefix(),
                        draft.customerName(),
                        draft.address(),
                        draft.paymentMethod(),
                        draft.total().getCurrencyUnit().getCode(),
                        Amounts.minor(draft.total()),
                        draft.note()),
                IntStream.range(0, items.size())
                        .mapToObj(position -> row(position, items.get(position)))
                        .toList());
    }

    private static ItemRow row(int position, OrderItem item) {
        return new ItemRow(position, item.productId(), item.title(), Amounts.minor(item.unitPrice()), item.quantity());
    }
}
