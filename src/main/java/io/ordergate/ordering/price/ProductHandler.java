package io.ordergate.ordering.price;

import io.ordergate.ordering.price.PriceRepository.StoredPrice;
import io.ordergate.support.Amounts;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.request.QueryParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What of the price list customers may see. Where the list does not count, nobody has to keep a list, and none is shown. */
@Component
class ProductHandler {

    private static final String CURRENCY = "currency";
    private static final CacheControl A_MINUTE =
            CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic();

    private final PriceRepository stored;
    private final Prices prices;

    ProductHandler(PriceRepository stored, Prices prices) {
        this.stored = stored;
        this.prices = prices;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        var page = PageRequest.of(request, CURRENCY);
        var currency = QueryParameters.of(request).text(CURRENCY);
        return sold(currency, page)
                .map(rows -> Page.of(rows, page, row -> Cursor.of(Instant.EPOCH, row.id()))
                        .map(ProductView::of))
                .flatMap(found -> ServerResponse.ok().cacheControl(A_MINUTE).bodyValue(found));
    }

    private Mono<List<StoredPrice>> sold(@Nullable String currency, PageRequest page) {
        return prices.mode().hasList()
                ? stored.sold(currency == null ? null : currency.toUpperCase(Locale.ROOT), page)
                : Mono.just(List.of());
    }

    /**
     * A product that is sold, as JSON shows it.
     *
     * @param inStock whether there is any left, as far as that is kept; how much is the shop's own affair
     */
    record ProductView(String productId, @Nullable String title, String currency, String unitPrice, boolean inStock) {

        static ProductView of(StoredPrice row) {
            var price = row.price();
            return new ProductView(
                    price.productId(),
                    price.title(),
                    price.currency(),
                    Amounts.text(Amounts.ofMinor(price.currency(), price.amountMinor())),
                    row.available() == null || row.available() > 0);
        }
    }
}
