package io.ordergate.verification;

import static io.ordergate.support.Rows.bytes;
import static io.ordergate.support.Rows.value;

import io.ordergate.support.PhoneNumber;
import io.ordergate.support.QueryTimeout;
import io.ordergate.support.Sql;
import io.ordergate.support.Statements;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Challenges in PostgreSQL. Times are the database's, so that nodes with wrong clocks agree. */
@Repository
class ChallengeRepository {

    private static final Sql INSERT = Sql.of("""
            insert into challenges (id, key_id, purpose, phone, country, payload, about, language, client_address,
                                    start_key, request_digest, max_attempts, max_sends, expires_at)
            select c.id, :key_id, c.purpose, c.phone, c.country, :payload::jsonb, :about, :language, :address,
                   :start_key::bytea, :request_digest::bytea, :max_attempts, :max_sends,
                   now() + :life * interval '1 second'
              from (values (:id::uuid, :purpose::text, :phone::text, :country::text))
                as c (id, purpose, phone, country)
             where not %s
            on conflict (start_key) where start_key is not null do nothing""".formatted(AttemptSql.LOCKED));

    private static final String READ = """
            select c.id, encode(c.key_id, 'hex') as key_id, c.phone, c.country, c.about,
                   coalesce(c.client_address, '') as client_address, c.request_digest, c.consume_key,
                   case when c.consumed_at is not null then 'CONSUMED'
                        when c.closed_at is not null or c.expires_at <= now() then 'EXPIRED'
                        when c.attempts >= c.max_attempts then 'EXHAUSTED'
                        when %s then 'LOCKED'
                        else 'OPEN' end as state,
                   c.max_attempts - c.attempts as attempts_remaining, c.max_sends - c.sends as sends_remaining,
                   greatest(ceil(extract(epoch from c.expires_at - now())), 0)::int as expires_in,
                   greatest(ceil(extract(epoch from c.sent_at - now()) + :wait), 0)::int as resend_in
              from challenges c""".formatted(AttemptSql.LOCKED);

    private static final String READ_BY_ID = READ + " where c.id = :id and c.purpose = :purpose";
    private static final String READ_BY_ANY_ID = READ + " where c.id = :id";
    private static final String READ_BY_KEY = READ + " where c.start_key = :start_key";

    /** Says {@code <> 'order'} for the sake of the index, which holds the others only. */
    private static final String NEWEST = """
            select id, encode(key_id, 'hex') as key_id
              from challenges
             where phone = :phone and purpose = :purpose and purpose <> 'order'
               and consumed_at is null and closed_at is null and expires_at > now()
             order by id desc limit 1""";

    private static final String COUNT_SEND = """
            update challenges
               set sends = sends + 1, sent_at = now()
             where id = :id and sends < max_sends and sent_at <= now() - :wait * interval '1 second'
               and consumed_at is null and closed_at is null and expires_at > now() and attempts < max_attempts""";

    private static final String UNCOUNT_SEND = """
            update challenges set sends = sends - 1, sent_at = now() - :wait * interval '1 second' where id = :id""";

    private static final String CLOSE =
            "update challenges set closed_at = now(), start_key = null where id = :id and consumed_at is null";

    /** In two steps for the sake of the two indexes. */
    private static final String FORGET = """
            with of_orders as (delete from challenges where phone = :phone and purpose = 'order')
            delete from challenges where phone = :phone and purpose <> 'order'""";

    /** What a challenge is called, and the secret that its code comes from. */
    record Name(UUID id, String keyId) {}

    private final Statements statements;
    private final DatabaseClient database;
    private final VerificationSettings settings;
    private final QueryTimeout timeout;

    ChallengeRepository(
            Statements statements, DatabaseClient database, VerificationSettings settings, QueryTimeout timeout) {
        this.statements = statements;
        this.database = database;
        this.settings = settings;
        this.timeout = timeout;
    }

    /** Writes a new challenge; false when its key is taken or its phone locked, and then nothing was written. */
    Mono<Boolean> insert(SessionToken token, NewChallenge challenge, String words, String language) {
        var key = challenge.keyDigest();
        return statements
                .update(INSERT.call()
                        .bind("id", token.challengeId())
                        .bind("key_id", token.key().idBytes())
                        .bind("purpose", challenge.purpose().id())
                        .bind("phone", challenge.phone().e164())
                        .bind("country", challenge.phone().country())
                        .bind("payload", Json.of(challenge.payload()))
                        .bind("about", words)
                        .bind("language", language)
                        .bind("start_key", bytes(key))
                        .bind("request_digest", bytes(key == null ? null : challenge.requestDigest()))
                        .bind("max_attempts", settings.attempts(challenge.purpose()))
                        .bind("max_sends", settings.maxSends())
                        .bind("life", settings.life(challenge.purpose()).toSeconds())
                        .bind("address", challenge.clientAddress()))
                .map(rows -> rows == 1);
    }

    Mono<Challenge> find(UUID id, Purpose purpose, String address) {
        return database.sql(READ_BY_ID)
                .bind("id", id)
                .bind("purpose", purpose.id())
                .bind("wait", settings.resendWait().toSeconds())
                .bind("address", address)
                .map(ChallengeRepository::challenge)
                .one()
                .transform(timeout::within);
    }

    /** Whatever it is for. */
    Mono<Challenge> find(UUID id, String address) {
        return database.sql(READ_BY_ANY_ID)
                .bind("id", id)
                .bind("wait", settings.resendWait().toSeconds())
                .bind("address", address)
                .map(ChallengeRepository::challenge)
                .one()
                .transform(timeout::within);
    }

    Mono<Challenge> findByKey(byte[] startKey, String address) {
        return database.sql(READ_BY_KEY)
                .bind("start_key", startKey)
                .bind("wait", settings.resendWait().toSeconds())
                .bind("address", address)
                .map(ChallengeRepository::challenge)
                .one()
                .transform(timeout::within);
    }

    /** The newest open challenge of a phone. */
    Mono<Name> findNewest(PhoneNumber phone, Purpose purpose) {
        return database.sql(NEWEST)
                .bind("phone", phone.e164())
                .bind("purpose", purpose.id())
                .map(row -> new Name(value(row, "id", UUID.class), value(row, "key_id", String.class)))
                .one()
                .transform(timeout::within);
    }

    /** Counts one more text; false when none may be sent now. */
    Mono<Boolean> countSend(UUID id) {
        return database.sql(COUNT_SEND)
                .bind("id", id)
                .bind("wait", settings.resendWait().toSeconds())
                .fetch()
                .rowsUpdated()
                .transform(timeout::within)
                .map(rows -> rows == 1);
    }

    /** Takes back a counted text that no provider took: the customer may ask again at once. */
    Mono<Void> uncountSend(UUID id) {
        return database.sql(UNCOUNT_SEND)
                .bind("id", id)
                .bind("wait", settings.resendWait().toSeconds())
                .then()
                .transform(timeout::within);
    }

    /** Ends a challenge whose code never left, and frees its key, so that a repeat tries again. */
    Mono<Void> close(UUID id) {
        return database.sql(CLOSE).bind("id", id).then().transform(timeout::within);
    }

    /** Deletes every challenge of a phone, over or not. */
    Mono<Void> forget(String phone) {
        return database.sql(FORGET).bind("phone", phone).then().transform(timeout::within);
    }

    private static Challenge challenge(Readable row) {
        return new Challenge(
                value(row, "id", UUID.class),
                value(row, "key_id", String.class),
                new PhoneNumber(value(row, "phone", String.class), value(row, "country", String.class)),
                value(row, "about", String.class),
                value(row, "client_address", String.class),
                Challenge.State.valueOf(value(row, "state", String.class)),
                value(row, "attempts_remaining", Integer.class),
                value(row, "sends_remaining", Integer.class),
                Duration.ofSeconds(value(row, "expires_in", Integer.class)),
                Duration.ofSeconds(value(row, "resend_in", Integer.class)),
                row.get("request_digest", ByteBuffer.class),
                row.get("consume_key", ByteBuffer.class));
    }
}
