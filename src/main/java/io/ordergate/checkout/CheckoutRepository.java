package io.ordergate.checkout;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.ordering.model.PlacementSql;
import io.ordergate.outbox.OutboxSql;
import io.ordergate.outbox.Topic;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.verification.attempt.AttemptSql;
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

    /** Counts the guess. A right guess consumes the challenge and writes order, items, history and outbox message. */
    private static final Sql DECIDE_AND_PLACE = Sql.of(
            """
            with {attempt},
            {placement},
            {event}
            select {outcome},
                   {columns}
              from attempt a left join placed p on p.challenge_id = a.id""",
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

    private final Db db;
    private final OrderRows orders;

    CheckoutRepository(Db db, OrderRows orders) {
        this.db = db;
        this.orders = orders;
    }

    /**
     * The outcome of a guess; empty without an open challenge. The outcome has no order when the account of the phone
     * may not act.
     */
    Mono<GuessOutcome<Optional<Order>>> decideAndPlace(Guess guess, PlacementSql.Names names) {
        var call = PlacementSql.bind(AttemptSql.bind(DECIDE_AND_PLACE.call(), guess), names);
        return db.one(call, row -> GuessOutcome.read(row, this::placed));
    }

    private Optional<Order> placed(Readable row) {
        return row.get("id", UUID.class) == null ? Optional.empty() : Optional.of(orders.read(row));
    }
}
