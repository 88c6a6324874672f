package io.ordergate.ordering.price;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The price list as this node knows it, so that no order waits for the database to learn a price. */
@Component
public class Prices {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Function<Integer, Mono<PriceSnapshot.Change>> changesSince;
    private final Mode mode;
    private final Mono<Set<String>> soldOutNow;
    private volatile PriceSnapshot known = PriceSnapshot.NONE;
    private volatile Set<String> soldOut = Set.of();

    /** Whose prices count: the client's, the client's if the list has the same, the list's, or those of the shop's own service. */
    public enum Mode {
        CLIENT,
        CHECKED,
        LIST,
        SHOP;

        /** Whether the price list counts. */
        boolean hasList() {
            return this == CHECKED || this == LIST;
        }

        /** Whether a client need not name titles and prices. */
        public boolean namesPrices() {
            return this == LIST || this == SHOP;
        }
    }

    /**
     * What one of a product costs.
     *
     * @param active whether it is sold
     */
    public record Price(
            String productId,
            String currency,
            long amountMinor,
            @Nullable String title,
            boolean active) {}

    @Autowired
    Prices(PriceRepository stored, PriceSettings settings) {
        this(stored::since, stored.soldOut(), settings.usedMode());
    }

    Prices(Function<Integer, Mono<PriceSnapshot.Change>> changesSince, Mono<Set<String>> soldOutNow, Mode mode) {
        this.changesSince = changesSince;
        this.soldOutNow = soldOutNow;
        this.mode = mode;
    }

    public Mode mode() {
        return mode;
    }

    /**
     * Looks products up, all in the same list: the price of a product id and a currency, null for what is not sold. Errors:
     * {@code service-unavailable} while this node has not read the list yet.
     */
    public BiFunction<String, String, @Nullable Price> list() {
        var list = known;
        if (list.version() == PriceSnapshot.NONE.version()) {
            throw Failure.of(ProblemCode.SERVICE_UNAVAILABLE).retryAfter(SOON);
        }
        return list::find;
    }

    /** Whether nothing is left of a product, as far as this node knows. */
    public boolean isSoldOut(String productId) {
        return soldOut.contains(productId);
    }

    /** Reads what has changed since the last time, and what is sold out; nothing where the list does not count. */
    Mono<Void> refresh() {
        return mode.hasList()
                ? Mono.defer(() -> changesSince.apply(known.version()))
                        .doOnNext(this::learn)
                        .then(soldOutNow)
                        .doOnNext(products -> soldOut = products)
                        .then()
                : Mono.empty();
    }

    private synchronized void learn(PriceSnapshot.Change change) {
        known = known.after(change);
    }
}
