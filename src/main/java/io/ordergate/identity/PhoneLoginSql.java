package io.ordergate.identity;

import io.ordergate.support.Sql;
import io.ordergate.verification.AttemptSql;

/** The statements that a right code finishes: each counts the guess, and does all the rest or nothing. */
final class PhoneLoginSql {

    /** Finds or makes the account of the phone and signs it in. */
    static final Sql SIGN_IN = Sql.of("""
            with %s,
            account as (
              insert into users as u (id, phone, country)
              select :user_id, a.phone, a.country from attempt a where a.consumed_at is not null
              on conflict (phone) where phone is not null do update set updated_at = u.updated_at
              returning u.id, u.role, u.phone, u.active),
            %s
            select %s, c.id as user_id, c.role, c.phone, c.active
              from attempt a left join account c on true""".formatted(AttemptSql.TEXT, SignInSql.TEXT, AttemptSql.VERDICT));

    /** Gives the account that asked for it the proven phone. */
    static final Sql CHANGE_PHONE = Sql.of("""
            with %s,
            account as (
              update users u
                 set phone = a.phone, country = a.country, claimed_phone = null, version = u.version + 1,
                     updated_at = now()
                from attempt a
               where a.consumed_at is not null and u.id = :user_id and u.active
                 and a.payload ->> 'user_id' = u.id::text
              returning %s)
            select %s, u.*
              from attempt a left join account u on true""".formatted(AttemptSql.TEXT, UserRows.COLUMNS, AttemptSql.VERDICT));

    /** Gives the account of the proven phone a new password and ends its sign-ins. */
    static final Sql RESET_PASSWORD = Sql.of("""
            with %s,
            account as (
              update users u
                 set password_hash = :password_hash, version = u.version + 1, updated_at = now()
                from attempt a
               where a.consumed_at is not null and u.phone = a.phone
              returning u.id),
            ended as (
              update refresh_families f set revoked_at = now(), reason = 'password-reset'
                from account c where f.user_id = c.id and f.revoked_at is null)
            select %s, c.id as user_id
              from attempt a left join account c on true""".formatted(AttemptSql.TEXT, AttemptSql.VERDICT));

    private PhoneLoginSql() {}
}
