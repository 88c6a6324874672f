package io.ordergate.verification.attempt;

import io.ordergate.ratelimit.BudgetSql;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * The SQL that counts a guess and decides. Whoever is confirmed by a code puts the piece of a right guess in front of their own piece
 * and reads from {@code attempt}, so that one statement counts, consumes and creates. A wrong guess has a statement of its own: half
 * of a statement that a guess does not need would cost as much to begin as if it did something.
 */
public final class AttemptSql {

    /** What all addresses may type wrong in a day at the very most: 100, as NIST SP 800-63B allows. */
    private static final String MOST = "10 * :day_all::int";

    /**
     * True where too many wrong codes were typed today for the phone and purpose of {@code c}: by this address, or by all. What all
     * have typed locks those who are among them. Anybody else still has one guess, up to ten times as many in all, so that a few
     * strangers lock no customer out.
     */
    public static final String LOCKED = Sql.fragment("""
            exists (
              select from wrong_guesses w
               where w.phone = c.phone and w.purpose = c.purpose
                 and w.day = (now() at time zone 'UTC')::date
                 and ((w.address = :guess_address and w.guesses >= :day_address::int)
                      or (w.address = '*' and w.guesses >= :day_all::int
                          and (w.guesses >= {most}
                               or exists (
                                 select from wrong_guesses mine
                                  where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
                                    and mine.address = :guess_address and mine.guesses > 0)))))""", Map.of("most", MOST));

    /** How many wrong guesses a row leaves for the day. */
    public static final String LEFT =
            "case when w.address = '*' then :day_all::int else :day_address::int end - w.guesses";

    /**
     * Counts each wrong guess (a row with phone and purpose) for the address and for all. It returns both counts, unless guesses made
     * at the same time have used one of them up.
     */
    public static String countWrong(String guesses) {
        return Sql.fragment("""
                insert into wrong_guesses as w (phone, purpose, day, address, guesses)
                select a.phone, a.purpose, (now() at time zone 'UTC')::date, u.address, 1
                  from {guesses} a, unnest(array[:guess_address, '*']) as u (address)
                on conflict (phone, purpose, day, address) do update set guesses = w.guesses + 1
                 where w.guesses < case when w.address = '*' then {most} else :day_address::int end
                returning w.address, w.guesses""", Map.of("guesses", guesses, "most", MOST));
    }

    /**
     * True of the challenge {@code c} when it may be guessed.
     *
     * <p>PostgreSQL keeps the plan since it is told the id when the plan runs, and not before ({@code now()}): a plan for one id would
     * look cheaper, since it leaves partitions out, and would be made anew for each call, which takes longer than the call.
     */
    private static final String OPEN = Sql.fragment("""
            c.id = case when now() is not null then :challenge_id::uuid end and c.purpose = :purpose
            and c.consumed_at is null and c.closed_at is null
            and c.attempts + :count <= c.max_attempts and c.expires_at > now()
            and not {locked}""", Map.of("locked", LOCKED));

    /**
     * The expressions of a right guess, of which {@code attempt} has one row when the challenge was open. It takes the failures of the
     * phone, purpose and address away, out of the count of all addresses too, and releases the budgets of its texts.
     */
    public static final String TEXT =
            Sql.fragment("""
            attempt as (
              update challenges c
                 set attempts = c.attempts + :count, consumed_at = now(), consume_key = :consume_key::bytea
               where {open}
              returning c.id, c.purpose, c.phone, c.country, c.payload, c.client_address, c.sends, c.consumed_at),
            cleared as (
              update wrong_guesses w
                 set guesses = greatest(0, w.guesses - coalesce((
                       select mine.guesses from wrong_guesses mine
                        where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
                          and mine.address = :guess_address), 0))
                from attempt a
               where w.phone = a.phone and w.purpose = a.purpose
                 and w.day = (now() at time zone 'UTC')::date and w.address in (:guess_address, '*')),
            {released}""", Map.of("open", OPEN, "released", BudgetSql.released("attempt")));

    /** For the final {@code select}, of {@code attempt a}: what {@link GuessOutcome} reads. */
    public static final String OUTCOME = """
            a.id as code_id, a.sends, a.phone as code_phone, a.country as code_country,
            coalesce(a.client_address, '') as code_address, a.consumed_at""";

    /**
     * A wrong guess, whatever the code is for. {@code left_today} is what the day leaves; 0 too when guesses made at the same time, on
     * other challenges of the phone, used up the day's count: nothing is said about such a guess.
     */
    private static final Sql WRONG =
            Sql.of("""
            with attempt as (
              update challenges c set attempts = c.attempts + :count
               where {open}
              returning c.phone, c.purpose, c.attempts, c.max_attempts),
            wrong as (
              {count_wrong})
            select a.attempts, a.max_attempts,
                   (select case when count(*) = 2 then min({left}) else 0 end from wrong w) as left_today
              from attempt a""", Map.of("open", OPEN, "count_wrong", countWrong("attempt"), "left", LEFT));

    private AttemptSql() {}

    /**
     * The expression {@code changed}: the id of the challenge {@code c}, which confirms something else from now on; nothing unless it
     * is open, belongs to the phone and meets this condition. The answer to the request for the former content is gone with that.
     */
    public static String changed(String condition) {
        return Sql.fragment("""
                changed as (
                  update challenges c
                     set payload = :payload::jsonb, about = :about, request_digest = :request_digest
                   where c.id = :challenge_id and c.purpose = :purpose and c.phone = :phone
                     and c.consumed_at is null and c.closed_at is null
                     and c.attempts < c.max_attempts and c.expires_at > now()
                     and {condition}
                  returning c.id)""", Map.of("condition", condition));
    }

    /** Binds what {@link #changed} asks for. */
    public static Sql.Call bind(Sql.Call call, ContentChange change) {
        var content = change.content();
        return call.bind("challenge_id", change.challengeId())
                .bind("purpose", content.purpose().id())
                .bind("phone", content.phone().e164())
                .bind("payload", Json.of(content.payload()))
                .bind("about", change.about())
                .bind("request_digest", content.requestDigest());
    }

    /**
     * The outcome of a guess; empty without an open challenge.
     *
     * @param right a statement with {@link #TEXT} and {@link #OUTCOME} and its other values, for a guess that matches
     * @param made reads what that statement has made
     */
    public static <T> Mono<GuessOutcome<T>> decide(Db db, Guess guess, Sql.Call right, Function<Readable, T> made) {
        if (!guess.matches()) {
            return db.one(bind(WRONG.call(), guess), GuessOutcome::wrong);
        }
        var call = bind(right, guess)
                .bind("release", guess.releases())
                .bind("consume_key", guess.keyDigest(), byte[].class);
        return db.one(call, row -> GuessOutcome.right(row, made));
    }

    private static Sql.Call bind(Sql.Call call, Guess guess) {
        return guess.day()
                .bind(call)
                .bind("challenge_id", guess.challengeId())
                .bind("purpose", guess.purpose().id())
                .bind("count", guess.counted() ? 0 : 1)
                .bind("guess_address", guess.limitedAddress());
    }
}
