package io.ordergate.identity.account;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.verification.attempt.AttemptSql;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.GuessOutcome;
import io.r2dbc.spi.Readable;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Finds the new phones of accounts that codes have proven, in PostgreSQL. */
@Repository
class PhoneProofRepository {

    /** The phone that a code has proven, for the account that asked for the code. */
    private static final Sql PROVE = Sql.of("""
            with {attempt}
            select {outcome}, a.phone, a.country, a.payload ->> 'user_id' = :user_id as asked
              from attempt a""", Map.of("attempt", AttemptSql.TEXT, "outcome", AttemptSql.OUTCOME));

    private final Db db;

    PhoneProofRepository(Db db) {
        this.db = db;
    }

    /**
     * The proven phone; empty without an open challenge. The outcome has no phone when another account asked for the
     * code.
     */
    Mono<GuessOutcome<Optional<PhoneNumber>>> prove(Guess guess, UUID userId) {
        return AttemptSql.decide(db, guess, PROVE.bind("user_id", userId.toString()), PhoneProofRepository::phone);
    }

    private static Optional<PhoneNumber> phone(Readable row) {
        return value(row, "asked", Boolean.class)
                ? Optional.of(new PhoneNumber(value(row, "phone", String.class), value(row, "country", String.class)))
                : Optional.empty();
    }
}
