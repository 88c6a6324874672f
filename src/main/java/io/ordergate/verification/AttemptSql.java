package io.ordergate.verification;

import io.ordergate.support.Rows;
import io.ordergate.support.Sql;

/**
 * The piece of SQL that counts a guess and decides: whoever is confirmed by a code puts it in front of their own piece and
 * reads from {@code attempt}, so that one statement counts, consumes and creates.
 */
public final class AttemptSql {

    /** Wrong guesses of one phone and purpose that one address may make in a day (UTC), and all addresses together. */
    static final int DAILY_PER_ADDRESS = 5;

    static final int DAILY_IN_ALL = 10;

    /** True where too many wrong codes were typed today for the phone and purpose of {@code c}. */
    static final String LOCKED = """
            exists (
              select from wrong_guesses w
               where w.phone = c.phone and w.purpose = c.purpose
                 and w.day = (now() at time zone 'UTC')::date
                 and ((w.address = :address and w.guesses >= %d) or (w.address = '*' and w.guesses >= %d)))""".formatted(DAILY_PER_ADDRESS, DAILY_IN_ALL);

    /**
     * The expressions {@code attempt} (one row when the guess was compared; {@code consumed_at} is set when it was right)
     * and {@code wrong} (the failure counts of the phone, which outlive the challenge).
     */
    public static final String TEXT = """
            attempt as (
              update challenges c
                 set attempts = c.attempts + :count,
                     consumed_at = case when :matches then now() end,
                     consume_key = case when :matches then :consume_key::bytea end
               where c.id = :challenge_id and c.purpose = :purpose
                 and c.consumed_at is null and c.closed_at is null
                 and c.attempts + :count <= c.max_attempts and c.expires_at > now()
                 and not %s
              returning c.id, c.purpose, c.phone, c.country, c.payload, c.client_address, c.attempts,
                        c.max_attempts, c.sends, c.consumed_at),
            wrong as (
              insert into wrong_guesses as w (phone, purpose, day, address, guesses)
              select a.phone, a.purpose, (now() at time zone 'UTC')::date, u.address, 1
                from attempt a, unnest(array[:address, '*']) as u (address)
               where a.consumed_at is null
              on conflict (phone, purpose, day, address) do update set guesses = w.guesses + 1
               where w.guesses < case when w.address = '*' then %d else %d end
              returning 1)""".formatted(LOCKED, DAILY_IN_ALL, DAILY_PER_ADDRESS);

    /**
     * For the final {@code select}, of {@code attempt a}: what {@link Verdict} reads. {@code counted} is false when guesses
     * made at the same time, on other challenges of the phone, used up the day's count; nothing is said about such a guess.
     */
    public static final String VERDICT = """
            a.id as code_id, a.attempts, a.max_attempts, a.sends, a.country as code_country,
            coalesce(a.client_address, '') as code_address, a.consumed_at is not null as confirmed,
            (select count(*) from wrong) = 2 as counted""";

    private AttemptSql() {}

    /** Binds what {@link #TEXT} asks for. */
    public static Sql.Call bind(Sql.Call call, Guess guess) {
        return call.bind("challenge_id", guess.challengeId())
                .bind("purpose", guess.purpose().id())
                .bind("matches", guess.matches())
                .bind("count", guess.counted() ? 0 : 1)
                .bind("consume_key", Rows.bytes(guess.keyDigest()))
                .bind("address", guess.address());
    }
}
