package io.ordergate.identity.factor;

import io.ordergate.identity.token.FactorMethods;
import io.ordergate.support.database.Sql;
import java.util.Map;

/**
 * The statements of second factors. One statement decides about a guess, counts it and marks the sign-in: of any number of callers
 * with one code at once, one is the first. Wrong guesses in a row are counted for each account. Four are free; after each further
 * one no code is accepted for a second, twice as long each time, an hour at the most; after {@value #MOST} (NIST SP 800-63B-4 section
 * 3.2.2) one guess a day is left. A guess that comes while none is accepted is neither compared nor counted.
 */
final class FactorSql {

    static final int MOST = 100;

    /** The end of the pause after wrong guesses of {@code s}; null where nobody has guessed. */
    private static final String UNTIL = Sql.fragment("""
            (s.failed_at + case when s.failures < 5 then interval '0'
                                when s.failures < {most} then least(power(2, s.failures - 5), 3600) * interval '1 second'
                                else interval '1 day' end)""", Map.of("most", Integer.toString(MOST)));

    private static final String ACCEPTING = Sql.fragment("coalesce({until} <= now(), true)", Map.of("until", UNTIL));

    static final Sql STATE = Sql.of("""
            select u.email, u.phone, s.totp_secret, s.totp_key_id, s.pending_secret, s.pending_key_id,
                   greatest(coalesce(ceil(extract(epoch from {until} - now())), 0), 0)::bigint as wait,
                   (select count(*) from recovery_codes r where r.user_id = u.id and r.used_at is null) as codes_left,
                   {methods} as methods
              from users u left join second_factors s on s.user_id = u.id
             where u.id = :user_id and u.active""", Map.of("until", UNTIL, "methods", FactorMethods.SQL));

    /** Stores a secret that no code has confirmed yet, in the place of an earlier one. */
    static final Sql START = Sql.of("""
            insert into second_factors as s (user_id, pending_secret, pending_key_id, pending_at)
            values (:user_id, :sealed, :key_id, now())
            on conflict (user_id) do update
               set pending_secret = excluded.pending_secret, pending_key_id = excluded.pending_key_id, pending_at = now()""");

    /** Makes the pending secret the account's, with new recovery codes; the code of this step counts no more. */
    static final Sql CONFIRM = Sql.of("""
            with guess as (
              update second_factors s
                 set totp_secret = s.pending_secret, totp_key_id = s.pending_key_id, totp_since = now(),
                     totp_step = :step, pending_secret = null, pending_key_id = null, pending_at = null, failures = 0
               where s.user_id = :user_id and s.pending_secret = :sealed
                 and s.pending_at > now() - interval '15 minutes'
              returning s.user_id, true as accepted),
            replaced as (
              delete from recovery_codes r using guess g where r.user_id = g.user_id),
            {proven}
            insert into recovery_codes (user_id, hash)
            select g.user_id, decode(h.hash, 'hex') from guess g, unnest(:hashes::text[]) as h(hash)""", Map.of("proven", FactorMethods.PROVEN));

    /** Decides about a code of an app: its step must be later than the last one. A right one renews the encryption. */
    static final Sql TOTP =
            Sql.of("""
            with guess as (
              update second_factors s
                 set totp_step = greatest(s.totp_step, :step),
                     failures = case when :step > s.totp_step then 0 else least(s.failures + 1, {most}) end,
                     failed_at = case when :step > s.totp_step then s.failed_at else now() end,
                     totp_secret = case when :step > s.totp_step then :renewed else s.totp_secret end,
                     totp_key_id = case when :step > s.totp_step then :renewed_key_id else s.totp_key_id end
               where s.user_id = :user_id and s.totp_secret = :sealed and {accepting}
              returning s.failures = 0 as accepted),
            {proven}
            select accepted from guess""", Map.of("most", Integer.toString(MOST), "accepting", ACCEPTING, "proven", FactorMethods.PROVEN));

    /** Decides about a recovery code, and uses it up. */
    static final Sql RECOVER =
            Sql.of("""
            with opened as (
              select s.user_id from second_factors s where s.user_id = :user_id and {accepting} for update),
            used as (
              update recovery_codes r set used_at = now() from opened o
               where r.user_id = o.user_id and encode(r.hash, 'hex') = any(:hashes::text[]) and r.used_at is null
              returning r.user_id),
            guess as (
              update second_factors s
                 set failures = case when exists (select from used) then 0 else least(s.failures + 1, {most}) end,
                     failed_at = case when exists (select from used) then s.failed_at else now() end
                from opened o where s.user_id = o.user_id
              returning s.failures = 0 as accepted),
            {proven}
            select accepted from guess""", Map.of("most", Integer.toString(MOST), "accepting", ACCEPTING, "proven", FactorMethods.PROVEN));

    /** Removes the app. Without any factor recovery codes are worth nothing, and nothing was proven. */
    static final Sql REMOVE_TOTP =
            Sql.of("""
            with removed as (
              update second_factors s
                 set totp_secret = null, totp_key_id = null, totp_since = null,
                     pending_secret = null, pending_key_id = null, pending_at = null
               where s.user_id = :user_id and s.totp_secret is not null
              returning s.user_id),
            {cleared}
            select count(*) > 0 as removed from removed""", Map.of("cleared", FactorMethods.cleared("select from passkeys p where p.user_id = r.user_id")));

    /** Replaces the recovery codes of an account that has another factor. */
    static final Sql NEW_CODES = Sql.of("""
            with account as (
              insert into second_factors as s (user_id)
              select :user_id
               where exists (select from second_factors t where t.user_id = :user_id and t.totp_secret is not null)
                  or exists (select from passkeys p where p.user_id = :user_id)
              on conflict (user_id) do update set failures = s.failures
              returning s.user_id),
            replaced as (
              delete from recovery_codes r using account a where r.user_id = a.user_id)
            insert into recovery_codes (user_id, hash)
            select a.user_id, decode(h.hash, 'hex') from account a, unnest(:hashes::text[]) as h(hash)""");

    /** Removes every factor of an account. */
    static final Sql REMOVE_ALL = Sql.of("""
            with codes as (delete from recovery_codes where user_id = :user_id),
            keys as (delete from passkeys where user_id = :user_id returning id),
            apps as (delete from second_factors where user_id = :user_id returning totp_secret),
            unproven as (
              update refresh_families set factor_at = null where user_id = :user_id and factor_at is not null)
            select exists (select from keys) or exists (select from apps where totp_secret is not null) as removed""");

    private FactorSql() {}
}
