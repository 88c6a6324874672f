package io.ordergate.checkout;

import static io.ordergate.support.Rows.value;

import io.ordergate.ordering.OrderRows;
import io.ordergate.ordering.Placement;
import io.ordergate.ordering.PlacementSql;
import io.ordergate.outbox.OutboxSql;
import io.ordergate.support.QueryTimeout;
import io.ordergate.verification.AttemptSql;
import io.ordergate.verification.Guess;
import io.r2dbc.spi.Readable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The statement that this service exists for. */
@Repository
class CheckoutRepository {

    /** Counts the guess; if it is right, consumes the challenge and writes order, items, history and outbox message. */
    private static final String DECIDE_AND_PLACE = """
            with %s,
            %s,
            %s
            select a.attempts, a.max_attempts, a.sends, a.country, a.consumed_at is not null as placed, %s,
                   %s
              from attempt a left join placed p on p.challenge_id = a.id""".formatted(
                    AttemptSql.TEXT,
                    PlacementSql.TEXT,
                    OutboxSql.append("order.placed", "news"),
                    AttemptSql.COUNTED,
                    PlacementSql.COLUMNS);

    private final DatabaseClient database;
    private final OrderRows orders;
    private final QueryTimeout timeout;

    CheckoutRepository(DatabaseClient database, OrderRows orders, QueryTimeout timeout) {
        this.database = database;
        this.orders = orders;
        this.timeout = timeout;
    }

    /** Empty when there was no open challenge to compare the guess with. */
    Mono<VerifyOutcome> decideAndPlace(Guess guess, Placement placement) {
        var statement = AttemptSql.bind(database.sql(DECIDE_AND_PLACE), guess);
        return PlacementSql.bind(statement, placement).map(this::outcome).one().transform(timeout::within);
    }

    private VerifyOutcome outcome(Readable row) {
        if (value(row, "placed", Boolean.class)) {
            return new VerifyOutcome.Placed(
                    orders.read(row), value(row, "country", String.class), value(row, "sends", Integer.class));
        }
        var remaining = value(row, "max_attempts", Integer.class) - value(row, "attempts", Integer.class);
        return new VerifyOutcome.WrongCode(value(row, "counted", Boolean.class) ? remaining : 0);
    }
}
