package io.ordergate.verification;

import io.ordergate.ratelimit.BudgetSql;
import io.ordergate.support.database.Sql;
import io.ordergate.verification.attempt.AttemptSql;
import java.util.Map;

/** The statements about challenges: who may have a code texted, what becomes of it. */
final class ChallengeSql {

    /** True of {@code l}, which a statement has locked, when the phone may be texted again: the wait is over, or the last code was
     * used or never left. What the statement sees of that challenge counts only if nobody has taken the row meanwhile. */
    private static final String WAIT_IS_OVER = """
            (l.sent_at <= now() - :wait * interval '1 second'
             or (l.sent_at = (select seen.sent_at from last_codes seen
                               where seen.phone = l.phone and seen.purpose = l.purpose)
                 and exists (
                   select from challenges last
                    where last.id = l.challenge_id
                      and (last.sent_at <= now() - :wait * interval '1 second'
                           or last.consumed_at is not null or last.closed_at is not null))))""";

    /**
     * Writes nothing when a budget is full, the key is taken, the phone is locked or has to wait, or its last code is the answer to the
     * same request. A key is unique in each partition of {@code challenges}, and looked for in those of its time (from {@code :first_id}
     * on). Most phones have no last code, so what is asked of one is a function, which costs the others nothing.
     */
    static final Sql INSERT = Sql.of(
            """
            with {asked},
            {full},
            turn as (
              insert into last_codes as l (phone, purpose, challenge_id, sent_at)
              select c.phone, c.purpose, c.id, now()
                from (values (:id::uuid, :purpose::text, :phone::text)) as c (id, purpose, phone)
               where not exists (select from full_budgets)
                 and not {locked}
                 and not exists (
                   select from challenges k
                    where k.start_key = :start_key::bytea and k.id >= :first_id and k.id < :end_id)
              on conflict (phone, purpose) do update
                 set challenge_id = excluded.challenge_id, sent_at = excluded.sent_at
               where may_be_texted(l.phone, l.purpose, l.challenge_id, l.sent_at, :request_digest, :wait)
              returning l.challenge_id),
            {taken},
            started as (
              insert into challenges (id, key_id, purpose, phone, country, payload, about, language, client_address,
                                      start_key, request_digest, max_attempts, max_sends, expires_at)
              select challenge_id, :key_id, :purpose::text, :phone::text, :country, :payload::jsonb, :about, :language,
                     :address, :start_key::bytea, :request_digest, :max_attempts, :max_sends,
                     now() + :life * interval '1 second'
                from turn
              on conflict do nothing
              returning id)
            select exists (select from started) as is_started, exists (select from taken_budgets) as has_taken,
                   o.all_or_nothing, r.*
              from (select {all_or_nothing} as all_or_nothing) o left join {refusal} r on true""",
            Map.of(
                    "asked",
                    BudgetSql.ASKED,
                    "full",
                    BudgetSql.FULL,
                    "locked",
                    AttemptSql.LOCKED,
                    "taken",
                    BudgetSql.taken(" cross join turn"),
                    "all_or_nothing",
                    BudgetSql.allOrNothing(" cross join turn"),
                    "refusal",
                    BudgetSql.REFUSAL));

    private static final String COLUMNS =
            Sql.fragment("""
            c.id, encode(c.key_id, 'hex') as key_id, c.phone, c.country, c.about,
            coalesce(c.client_address, '') as client_address,
            case when c.consumed_at is not null then 'CONSUMED'
                 when c.closed_at is not null or c.expires_at <= now() then 'EXPIRED'
                 when {locked} then 'LOCKED'
                 when c.attempts >= c.max_attempts then 'EXHAUSTED'
                 else 'OPEN' end as state,
            greatest(least(c.max_attempts - c.attempts,
                           (select min({left})
                              from wrong_guesses w
                             where w.phone = c.phone and w.purpose = c.purpose
                               and w.day = (now() at time zone 'UTC')::date
                               and w.address in (:guess_address, '*'))), 0) as attempts_remaining,
            c.max_sends - c.sends as sends_remaining,
            greatest(ceil(extract(epoch from c.expires_at - now())), 0)::int as expires_in,
            greatest(ceil(extract(epoch from greatest(c.sent_at, other.sent_at) - now()) + :wait), 0)::int
              as resend_in,
            greatest(floor(extract(epoch from now() - c.sent_at)), 0)::int as sent_ago""", Map.of("locked", AttemptSql.LOCKED, "left", AttemptSql.LEFT));

    /** The wait is the phone's: another code may have been texted to it since. */
    private static final String FROM = """
              from challenges c
              left join last_codes l on l.phone = c.phone and l.purpose = c.purpose and l.challenge_id <> c.id
              left join challenges other on other.id = l.challenge_id
                                        and other.consumed_at is null and other.closed_at is null""";

    static final Sql READ_BY_ID = Sql.of("""
            select {columns}
            {from}
             where c.id = :id and c.purpose = :purpose""", Map.of("columns", COLUMNS, "from", FROM));

    static final Sql READ_BY_ANY_ID = Sql.of("""
            select {columns}
            {from}
             where c.id = :id""", Map.of("columns", COLUMNS, "from", FROM));

    /** The one with the key, or else the last one of the phone. */
    static final Sql READ_EARLIER = Sql.of("""
            select coalesce(c.start_key = :start_key, false) as is_repeat,
                   coalesce(c.request_digest = :request_digest, false) as is_same,
                   {locked} as is_locked,
                   {columns}
            {from}
             where c.start_key = :start_key
                or c.id = (select mine.challenge_id from last_codes mine
                            where mine.phone = :phone and mine.purpose = :purpose)
             order by 1 desc limit 1""", Map.of("locked", AttemptSql.LOCKED, "columns", COLUMNS, "from", FROM));

    /** What the challenge of a key confirms. */
    static final Sql PAYLOAD = Sql.of("""
            select payload::text as payload from challenges
             where start_key = :start_key and id >= :first_id and id < :end_id""");

    private static final String OTHER_CODE = "(:wrong or c.consume_key is distinct from :consume_key::bytea)";

    /**
     * Counts a wrong guess on a used code; the last that may be compared takes the key away, and with it every repeat. The key's
     * first 32 bytes name the request; where a provider compares codes, those behind them name the code.
     */
    static final Sql REPEAT = Sql.of(
            """
            with repeat as (
              update challenges c
                 set attempts = least(c.attempts + {other_code}::int, c.max_attempts),
                     consume_key = case when {other_code} and c.attempts + 1 >= c.max_attempts then null
                                        else c.consume_key end
               where c.id = :id and c.purpose = :purpose
                 and substring(c.consume_key for 32) = substring(:consume_key::bytea for 32)
                 and c.consumed_at > now() - :window * interval '1 second'
                 and not {locked}
              returning c.phone, c.country, c.purpose, c.consumed_at, {other_code} as is_wrong),
            wrong as (
              {count_wrong})
            select phone, country, consumed_at, is_wrong from repeat""",
            Map.of(
                    "other_code",
                    OTHER_CODE,
                    "locked",
                    AttemptSql.LOCKED,
                    "count_wrong",
                    AttemptSql.countWrong("(select * from repeat where is_wrong)")));

    /**
     * An open one or, for the repeat of the request that used it, the one that was used a moment ago. Says {@code <> 'order'} for the
     * sake of the index, which holds the others only.
     */
    static final Sql NEWEST = Sql.of("""
            select id, encode(key_id, 'hex') as key_id
              from challenges
             where phone = :phone and purpose = :purpose and purpose <> 'order' and closed_at is null
               and ((consumed_at is null and expires_at > now())
                    or consumed_at > now() - :window * interval '1 second')
             order by consumed_at is null desc, id desc limit 1""");

    static final Sql COUNT_SEND = Sql.of("""
            with turn as (
              insert into last_codes as l (phone, purpose, challenge_id, sent_at)
              select c.phone, c.purpose, c.id, now()
                from challenges c
               where c.id = :id and c.sends < c.max_sends and c.sent_at <= now() - :wait * interval '1 second'
                 and c.consumed_at is null and c.closed_at is null and c.expires_at > now()
                 and c.attempts < c.max_attempts
              on conflict (phone, purpose) do update
                 set challenge_id = excluded.challenge_id, sent_at = excluded.sent_at
               where {wait_is_over}
              returning l.challenge_id)
            update challenges c
               set sends = c.sends + 1, sent_at = now()
              from turn
             where c.id = turn.challenge_id and c.sends < c.max_sends and c.consumed_at is null and c.closed_at is null
               and c.attempts < c.max_attempts""", Map.of("wait_is_over", WAIT_IS_OVER));

    static final Sql UNCOUNT_SEND = Sql.of("""
            update challenges set sends = sends - 1, sent_at = now() - :wait * interval '1 second' where id = :id""");

    static final Sql CLOSE =
            Sql.of("update challenges set closed_at = now(), start_key = null where id = :id and consumed_at is null");

    static final Sql ABANDON =
            Sql.of("update challenges set closed_at = coalesce(closed_at, now()), start_key = null where id = :id");

    /** In steps for the sake of the indexes. */
    static final Sql ERASE = Sql.of("""
            with of_orders as (delete from challenges where phone = :phone and purpose = 'order' and created_at <= :until),
            last as (delete from last_codes where phone = :phone and sent_at <= :until)
            delete from challenges where phone = :phone and purpose <> 'order' and created_at <= :until""");

    static final Sql ERASE_BUDGETS = Sql.of(BudgetSql.ERASE);

    private ChallengeSql() {}
}
