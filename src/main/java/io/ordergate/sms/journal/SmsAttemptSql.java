package io.ordergate.sms.journal;

import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.SmsResult.Price;
import io.ordergate.sms.SmsResult.Refused;
import io.ordergate.support.database.Sql;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The insert of attempts with one array a column, which costs PostgreSQL less work than JSON. */
final class SmsAttemptSql {

    /** The columns in the order of the arrays. Times are microseconds since 1970. */
    private static final String ROWS = """
            insert into sms_messages (id, provider, provider_id, purpose, phone_hash, phone_masked, country, encoding,
                                      segments, price, currency, outcome, reason, asked_at, answered_at,
                                      challenge_id)
            select id, provider, provider_id, purpose, decode(phone_hash, 'hex'), phone_masked, country, encoding,
                   segments, price, currency, outcome, reason,
                   timestamptz 'epoch' + asked_at * interval '1 microsecond',
                   timestamptz 'epoch' + answered_at * interval '1 microsecond', challenge_id
              from unnest(:id::uuid[], :provider::text[], :provider_id::text[], :purpose::text[], :phone_hash::text[],
                          :phone_masked::text[], :country::text[], :encoding::text[], :segments::int[],
                          :price::numeric[], :currency::text[], :outcome::text[], :reason::text[],
                          :asked_at::bigint[], :answered_at::bigint[], :challenge_id::uuid[])
                as r (id, provider, provider_id, purpose, phone_hash, phone_masked, country, encoding, segments,
                      price, currency, outcome, reason, asked_at, answered_at, challenge_id)""";

    private static final Sql INSERT = Sql.of(ROWS);
    private static final Sql INSERT_MISSING = Sql.of(ROWS + " on conflict (id, provider) do nothing");

    private static final int NANOS_A_MICRO = 1_000;

    private final List<SmsAttempt> rows;

    SmsAttemptSql(List<SmsAttempt> rows) {
        this.rows = rows;
    }

    /** The call that writes the attempts, none of which exists. */
    Sql.Call insert(SecretKey key) {
        return call(INSERT, key);
    }

    /** The call that writes those of the attempts that do not exist. */
    Sql.Call insertMissing(SecretKey key) {
        return call(INSERT_MISSING, key);
    }

    private Sql.Call call(Sql sql, SecretKey key) {
        return sql.bind("id", column(UUID[]::new, SmsAttempt::id))
                .bind("provider", texts(SmsAttempt::provider))
                .bind("provider_id", texts(SmsAttemptSql::providerId))
                .bind("purpose", texts(SmsAttempt::purpose))
                .bind("phone_hash", texts(row -> PhoneHash.of(key, row.to().e164())))
                .bind("phone_masked", texts(row -> row.to().masked()))
                .bind("country", texts(row -> row.to().country()))
                .bind("encoding", texts(row -> row.length().encoding()))
                .bind("segments", column(Integer[]::new, row -> row.length().segments()))
                .bind("price", column(BigDecimal[]::new, row -> ofPrice(row, Price::amount)))
                .bind("currency", texts(row -> ofPrice(row, Price::currency)))
                .bind("outcome", texts(row -> row.result().outcome().id()))
                .bind("reason", texts(SmsAttemptSql::reason))
                .bind("asked_at", column(Long[]::new, row -> micros(row.askedAt())))
                .bind("answered_at", column(Long[]::new, row -> micros(row.answeredAt())))
                .bind("challenge_id", column(UUID[]::new, SmsAttempt::challengeId));
    }

    private Object texts(Function<SmsAttempt, @Nullable String> value) {
        return column(String[]::new, value);
    }

    private <T> Object column(IntFunction<@Nullable T[]> array, Function<SmsAttempt, @Nullable T> value) {
        var column = array.apply(rows.size());
        for (var index = 0; index < column.length; index++) {
            column[index] = value.apply(rows.get(index));
        }
        return column;
    }

    private static @Nullable String providerId(SmsAttempt row) {
        return row.result() instanceof Accepted accepted
                        && !accepted.messageId().isBlank()
                ? accepted.messageId()
                : null;
    }

    private static <T> @Nullable T ofPrice(SmsAttempt row, Function<Price, T> part) {
        return row.result() instanceof Accepted accepted && accepted.price() != null
                ? part.apply(accepted.price())
                : null;
    }

    private static @Nullable String reason(SmsAttempt row) {
        return row.result() instanceof Refused refused ? refused.reason() : null;
    }

    /** Microseconds since 1970, rounded as PostgreSQL rounds. */
    private static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + (time.getNano() + NANOS_A_MICRO / 2) / NANOS_A_MICRO;
    }
}
