package io.ordergate.ordering.price;

import io.ordergate.ordering.price.PriceRepository.StoredPrice;
import io.ordergate.support.ConcurrencyLimit;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The price list over HTTP. */
@Component
class PriceHandler {

    private static final int LONGEST = 16 * 1024 * 1024;
    private static final int MOST_ERRORS = 100;
    private static final MediaType CSV = new MediaType("text", "csv");
    private static final String PRODUCT = "product_id";
    private static final String TEXT = "q";
    private static final String PART = "part";
    private static final Boolean[] YES_OR_NO = {true, false};
    private static final ConcurrencyLimit.Claim ONE = new ConcurrencyLimit.Claim(0, List.of());

    private final RequestBodies bodies;
    private final PriceCsv csv;
    private final PriceRepository stored;
    private final Prices prices;
    private final PriceAudit audit;
    private final ClientAddresses addresses;

    /** Lists are long: a node reads one at a time. */
    private final ConcurrencyLimit limit = new ConcurrencyLimit(1, Duration.ofSeconds(2));

    PriceHandler(
            RequestBodies bodies,
            PriceCsv csv,
            PriceRepository stored,
            Prices prices,
            PriceAudit audit,
            ClientAddresses addresses) {
        this.bodies = bodies;
        this.csv = csv;
        this.stored = stored;
        this.prices = prices;
        this.audit = audit;
        this.addresses = addresses;
        bodies.prepare(PriceForm.class);
    }

    Mono<ServerResponse> list(ServerRequest request) {
        var page = PageRequest.of(request, PRODUCT, TEXT);
        var query = QueryParameters.of(request);
        return stored.version()
                .zipWhen(version -> stored.page(query.text(PRODUCT), query.text(TEXT), page))
                .flatMap(found -> ServerResponse.ok()
                        .eTag(tag(found.getT1(), found.getT2()))
                        .bodyValue(Page.of(found.getT2(), page, row -> Cursor.of(Instant.EPOCH, row.id()))
                                .map(PriceView::of)));
    }

    /** Orders change what is available, and not the version of the list. */
    private static String tag(int version, List<StoredPrice> rows) {
        var stock = rows.stream().map(StoredPrice::available).toList();
        return stock.stream().allMatch(Objects::isNull) ? IfMatch.tag(version) : IfMatch.tag(version, stock.toString());
    }

    Mono<ServerResponse> put(ServerRequest request) {
        var part = QueryParameters.of(request, Set.of(PART)).oneOf(PART, YES_OR_NO, String::valueOf);
        return limit.holding(
                        ONE,
                        rows(request)
                                .flatMap(rows -> changed(
                                        request, stored.write(rows, !Boolean.TRUE.equals(part)), PriceHandler::detail)))
                .flatMap(written -> ServerResponse.ok()
                        .eTag(IfMatch.tag(written.version()))
                        .bodyValue(new WrittenView(written.written(), written.removed())));
    }

    Mono<ServerResponse> delete(ServerRequest request) {
        QueryParameters.none(request);
        var product = request.pathVariable(PRODUCT);
        return changed(request, stored.delete(product), version -> Map.of(PRODUCT, product))
                .flatMap(version ->
                        ServerResponse.noContent().eTag(IfMatch.tag(version)).build());
    }

    /** The rows of the body: by another thread than those of requests, since a list is long. */
    private Mono<List<PriceForm.Row>> rows(ServerRequest request) {
        var isCsv =
                request.headers().contentType().filter(CSV::isCompatibleWith).isPresent();
        return RequestBodies.raw(request, LONGEST)
                .onErrorMap(
                        DataBufferLimitException.class,
                        tooLong -> Failure.of(ProblemCode.BODY_TOO_LARGE, "A price list may have 16 MiB."))
                .publishOn(Schedulers.boundedElastic())
                .map(body -> isCsv
                        ? bodies.parse(request, csv.json(body), PriceForm.class)
                        : bodies.parse(request, body, PriceForm.class))
                .map(PriceForm::rows)
                .onErrorMap(Failure.class, PriceHandler::withFewerFields);
    }

    private static Failure withFewerFields(Failure failure) {
        return failure.errors().size() <= MOST_ERRORS
                ? failure
                : failure.withFields(failure.errors().subList(0, MOST_ERRORS));
    }

    /** Changes the list if it has the version of the condition; the next order of this node has the new prices. */
    private <T> Mono<T> changed(ServerRequest request, Mono<T> change, Function<T, Map<String, String>> detail) {
        var condition = IfMatch.of(request);
        var changed = stored.lock()
                .doOnNext(condition::check)
                .then(change)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND)));
        return Caller.of(request)
                .flatMap(caller ->
                        Uncancellable.from(refreshed(audit.commit(changed, caller, addresses.of(request), detail))));
    }

    private <T> Mono<T> refreshed(Mono<T> change) {
        return change.delayUntil(done -> prices.refresh());
    }

    private static Map<String, String> detail(PriceRepository.Written written) {
        return Map.of("written", Long.toString(written.written()), "removed", Long.toString(written.removed()));
    }

    /** What a write has done. */
    record WrittenView(long written, long removed) {}

    /** A row of the list as JSON shows it. */
    record PriceView(
            String productId,
            String currency,
            long amountMinor,
            @Nullable String title,
            boolean active,
            @Nullable Long available) {

        static PriceView of(StoredPrice row) {
            var price = row.price();
            return new PriceView(
                    price.productId(),
                    price.currency(),
                    price.amountMinor(),
                    price.title(),
                    price.active(),
                    row.available());
        }
    }
}
