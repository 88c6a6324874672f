package io.ordergate.ordering;

import io.ordergate.ordering.model.Fulfilment;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderDraft;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.ordering.model.PlacementSql;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.security.Caller;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Places orders of people who are signed in, and gives new orders their names. */
@Service
public class Placements {

    private static final int OTHER_NUMBERS = 3;

    private final OrderPlacementRepository placements;
    private final OrderRows rows;
    private final OrderNumbers numbers;
    private final OrderMeters meters;
    private final OrderBudgets budgets;
    private final UsualFulfilment fulfilment;
    private final Ids ids;

    Placements(
            OrderPlacementRepository placements,
            OrderRows rows,
            OrderNumbers numbers,
            OrderMeters meters,
            OrderBudgets budgets,
            UsualFulfilment fulfilment,
            Ids ids) {
        this.placements = placements;
        this.rows = rows;
        this.numbers = numbers;
        this.meters = meters;
        this.budgets = budgets;
        this.fulfilment = fulfilment;
        this.ids = ids;
    }

    /**
     * Places an order of the caller's with the usual fulfilment. Errors: {@code too-many-requests}, {@code
     * unauthenticated} when the account is just erased.
     */
    public Mono<Order> place(OrderDraft draft, Caller caller) {
        return place(draft, fulfilment.usual(), caller);
    }

    /**
     * Places an order of the caller's; it is pending. Errors: {@code too-many-requests}, {@code unauthenticated} when
     * the account is just erased.
     */
    public Mono<Order> place(OrderDraft draft, Fulfilment fulfilled, Caller caller) {
        return budgets.acquire(caller, draft.phone())
                .then(Mono.defer(() -> placements.place(draft, fulfilled, caller, nextNames(bucket(draft)))))
                .repeatWhenEmpty(empty -> empty.take(OTHER_NUMBERS))
                .switchIfEmpty(Mono.error(() -> new DuplicateKeyException("every number was taken")))
                .onErrorMap(Placements::isOfNobody, gone -> Failure.of(ProblemCode.UNAUTHENTICATED))
                .doOnNext(meters::placed);
    }

    /** The JSON of the draft for {@link PlacementSql}. */
    public String payload(OrderDraft draft) {
        return rows.payload(draft);
    }

    /** The names of an order that is about to be placed for a phone of this bucket; another call gives other ones. */
    public PlacementSql.Names nextNames(Bucket bucket) {
        return new PlacementSql.Names(ids.next(bucket), numbers.next(bucket));
    }

    private Bucket bucket(OrderDraft draft) {
        return draft.phone() == null
                ? Bucket.of(ids.next())
                : ids.bucket(draft.phone().e164());
    }

    private static boolean isOfNobody(Throwable error) {
        return error instanceof DataIntegrityViolationException && !(error instanceof DuplicateKeyException);
    }
}
