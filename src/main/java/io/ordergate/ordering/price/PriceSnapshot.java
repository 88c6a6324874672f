package io.ordergate.ordering.price;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The price list at one version, which never changes. */
record PriceSnapshot(int version, Map<String, Map<String, Prices.Price>> byCurrency) {

    /** Nothing known so far. */
    static final PriceSnapshot NONE = new PriceSnapshot(0, Map.of());

    /**
     * What the database has that a snapshot does not.
     *
     * @param whole whether these are all prices, and not only those that have changed
     */
    record Change(int version, boolean whole, List<Prices.Price> prices) {}

    /** The list after a change; this one, if the change is not newer. */
    PriceSnapshot after(Change change) {
        if (change.version() <= version) {
            return this;
        }
        var all = new HashMap<String, Map<String, Prices.Price>>();
        if (!change.whole()) {
            byCurrency.forEach((currency, prices) -> all.put(currency, new HashMap<>(prices)));
        }
        for (var price : change.prices()) {
            all.computeIfAbsent(price.currency(), currency -> new HashMap<>()).put(price.productId(), price);
        }
        return new PriceSnapshot(change.version(), all);
    }

    /** The price of a product that is sold for this currency. */
    Prices.@Nullable Price find(String productId, String currency) {
        var price = byCurrency.getOrDefault(currency, Map.of()).get(productId);
        return price != null && price.active() ? price : null;
    }
}
