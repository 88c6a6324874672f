package io.ordergate.verification;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.sms.ManagedCode;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.verification.attempt.AttemptSql;
import io.ordergate.verification.attempt.Guess;
import io.r2dbc.spi.Readable;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** What providers call the codes that they have made, in the rows of the challenges. */
@Repository
class ManagedCodeRepository {

    private static final Sql RECORD = Sql.of(
            "update challenges set managed_by = :by, managed_id = :code_id where id = :id and consumed_at is null");

    private static final Sql FIND = Sql.of("""
            select managed_by, managed_id, coalesce(language, '') as language
              from challenges where id = :id and managed_id is not null""");

    /** The first half of {@link AttemptSql#TEXT}; the other follows when the provider has answered. */
    private static final Sql COUNT = Sql.of("""
            update challenges c set attempts = c.attempts + 1
             where c.id = :id and c.purpose = :purpose and c.managed_id is not null
               and c.consumed_at is null and c.closed_at is null
               and c.attempts < c.max_attempts and c.expires_at > now()
               and not {locked}
            returning c.managed_by, c.managed_id""", Map.of("locked", AttemptSql.LOCKED));

    private static final Sql UNCOUNT = Sql.of(
            "update challenges set attempts = attempts - 1 where id = :id and attempts > 0 and consumed_at is null");

    /** A code, and the language in which it was sent. */
    record SentCode(ManagedCode code, String language) {}

    private final Db db;

    ManagedCodeRepository(Db db) {
        this.db = db;
    }

    Mono<Void> record(UUID challengeId, ManagedCode code) {
        return db.update(RECORD.bind("id", challengeId).bind("by", code.by()).bind("code_id", code.id()))
                .then();
    }

    Mono<SentCode> find(UUID challengeId) {
        return db.one(
                FIND.bind("id", challengeId), row -> new SentCode(code(row), value(row, "language", String.class)));
    }

    /** Counts a guess; empty when it may not be made. */
    Mono<ManagedCode> count(Guess guess) {
        return db.one(
                COUNT.bind("id", guess.challengeId())
                        .bind("purpose", guess.purpose().id())
                        .bind("guess_address", guess.limitedAddress())
                        .bind("day_address", guess.day().perAddress())
                        .bind("day_all", guess.day().inAll()),
                ManagedCodeRepository::code);
    }

    /** Takes back a guess that was compared by nobody. */
    Mono<Void> uncount(UUID challengeId) {
        return db.update(UNCOUNT.bind("id", challengeId)).then();
    }

    private static ManagedCode code(Readable row) {
        return new ManagedCode(value(row, "managed_by", String.class), value(row, "managed_id", String.class));
    }
}
