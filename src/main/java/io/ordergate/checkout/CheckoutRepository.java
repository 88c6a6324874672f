package io.ordergate.checkout;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderDraft;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.ordering.model.OutOfStock;
import io.ordergate.ordering.model.PlacementSql;
import io.ordergate.outbox.OutboxSql;
import io.ordergate.outbox.Topic;
import io.ordergate.support.Amounts;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.verification.attempt.AttemptSql;
import io.ordergate.verification.attempt.ContentChange;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.GuessOutcome;
import io.r2dbc.spi.Readable;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Places orders by codes, in PostgreSQL. */
@Repository
class CheckoutRepository {

    /** A right guess consumes the challenge and writes order, items, history and outbox message. */
    private static final Sql DECIDE_AND_PLACE = Sql.of(
            """
            with {attempt},
            {placement},
            {event}
            select {outcome},
                   {columns}
              from attempt a left join placed p on true""",
            Map.of(
                    "attempt",
                    AttemptSql.TEXT,
                    "placement",
                    PlacementSql.TEXT,
                    "event",
                    OutboxSql.append(Topic.ORDER_PLACED, "news"),
                    "outcome",
                    AttemptSql.OUTCOME,
                    "columns",
                    PlacementSql.COLUMNS));

    /** The customer has been told an amount with the code: what the code confirms may not cost more. */
    private static final Sql CHANGE =
            Sql.of("with {changed} select id from changed", Map.of("changed", AttemptSql.changed("""
                    c.payload -> 'order' ->> 'currency' = :currency
                     and (c.payload -> 'order' ->> 'total_minor')::bigint >= :total_minor""")));

    private final Db db;
    private final OrderRows orders;

    CheckoutRepository(Db db, OrderRows orders) {
        this.db = db;
        this.orders = orders;
    }

    /**
     * The outcome of a guess; empty without an open challenge. The outcome has no order when the account of the phone
     * may not act. Errors: {@code out-of-stock}; then the guess has not been counted, and the code is unused.
     */
    Mono<GuessOutcome<Optional<Order>>> decideAndPlace(Guess guess, PlacementSql.Names names) {
        return AttemptSql.decide(db, guess, PlacementSql.bind(DECIDE_AND_PLACE.call(), names), this::placed)
                .onErrorMap(OutOfStock::explained);
    }

    /** Lets an open code confirm this order; false if the order costs more than the one before, or another currency. */
    Mono<Boolean> change(ContentChange change, OrderDraft draft) {
        return db.one(
                        AttemptSql.bind(CHANGE.call(), change)
                                .bind(
                                        "currency",
                                        draft.total().getCurrencyUnit().getCode())
                                .bind("total_minor", Amounts.minor(draft.total())),
                        row -> true)
                .defaultIfEmpty(false);
    }

    private Optional<Order> placed(Readable row) {
        return row.get("id", UUID.class) == null ? Optional.empty() : Optional.of(orders.read(row));
    }
}
