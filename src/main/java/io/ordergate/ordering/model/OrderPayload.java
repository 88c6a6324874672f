package io.ordergate.ordering.model;

import io.ordergate.ordering.model.Pricing.PricedItems;
import io.ordergate.support.Amounts;
import io.ordergate.support.secret.Sensitive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order in the shape of the rows it will become: {@link PlacementSql} alone turns this JSON into an order. */
record OrderPayload(OrderRow order, List<ItemRow> items) {

    record OrderRow(
            String numberPrefix,
            @Nullable Sensitive customerName,
            @Nullable Sensitive address,
            String paymentMethod,
            String currency,
            long totalMinor,
            String priceSource,
            @Nullable Sensitive note) {}

    /** A line; nodes of the former version wrote none of its kinds. */
    record ItemRow(
            int position,
            @Nullable String kind,
            @Nullable String productId,
            String title,
            long unitPriceMinor,
            int quantity) {

        Order.Item item(String currency) {
            return new Order.Item(
                    Order.LineKind.ofId(kind), productId, title, Amounts.ofMinor(currency, unitPriceMinor), quantity);
        }
    }

    PricedItems prices() {
        return new PricedItems(
                items.stream().map(line -> line.item(order.currency())).toList(),
                Amounts.ofMinor(order.currency(), order.totalMinor()),
                Order.PriceSource.ofId(order.priceSource()));
    }

    static OrderPayload of(OrderDraft draft) {
        var items = new ArrayList<ItemRow>(draft.items().size());
        for (var item : draft.items()) {
            items.add(row(items.size(), item));
        }
        return new OrderPayload(
                new OrderRow(
                        draft.numberPrefix(),
                        draft.customerName(),
                        draft.address(),
                        draft.paymentMethod().id(),
                        draft.total().getCurrencyUnit().getCode(),
                        Amounts.minor(draft.total()),
                        draft.priceSource().id(),
                        draft.note()),
                items);
    }

    private static ItemRow row(int position, Order.Item item) {
        return new ItemRow(
                position,
                item.kind().id(),
                item.productId(),
                item.title(),
                Amounts.minor(item.unitPrice()),
                item.quantity());
    }
}
