package io.ordergate.ordering.price;

import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Price lists without a database. */
public final class PriceLists {

    private PriceLists() {}

    /** No list: the prices of clients count. */
    public static Prices none() {
        return new Prices(version -> Mono.never(), Mono.never(), Prices.Mode.CLIENT);
    }

    public static Prices of(Prices.Mode mode, Prices.Price... prices) {
        var list = new Prices(
                version -> Mono.just(new PriceSnapshot.Change(1, true, List.of(prices))), Mono.just(Set.of()), mode);
        list.refresh().subscribe();
        return list;
    }
}
