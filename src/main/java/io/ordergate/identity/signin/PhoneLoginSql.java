package io.ordergate.identity.signin;

import io.ordergate.identity.token.SignInSql;
import io.ordergate.support.database.Sql;
import io.ordergate.verification.attempt.AttemptSql;
import java.util.Map;

/** The statements of a right code: each counts the guess, and does all of its work or nothing. */
final class PhoneLoginSql {

    /**
     * Finds or creates the account of the phone and signs the account in. A text alone does not sign in staff with a
     * password; a customer with a password acts as a customer in this sign-in, even after a promotion.
     */
    static final Sql SIGN_IN = Sql.of(
            """
            with {attempt},
            found as (
              insert into users as u (id, phone, country)
              select :user_id, a.phone, a.country from attempt a
              on conflict (phone) where phone is not null do update
                 set signed_in_at = case when u.active then now() else u.signed_in_at end
              returning u.id, u.role, u.phone, u.active,
                        u.role <> 'customer' and u.password_hash is not null as needs_password,
                        u.password_hash is not null as limited),
            account as (
              select f.id, f.role, f.phone, f.active and not f.needs_password as active, f.needs_password,
                     f.limited
                from found f),
            {signin}
            select {outcome}, c.id as user_id, c.role, c.phone, c.active, c.needs_password
              from attempt a left join account c on true""",
            Map.of("attempt", AttemptSql.TEXT, "signin", SignInSql.opening("code"), "outcome", AttemptSql.OUTCOME));

    /** Whether the code was typed by the account that has the phone. */
    static final Sql CONFIRM = Sql.of("""
            with {attempt}
            select {outcome},
                   exists (select from users u where u.id = :user_id and u.phone = a.phone and u.active) as owner
              from attempt a""", Map.of("attempt", AttemptSql.TEXT, "outcome", AttemptSql.OUTCOME));

    /**
     * Sets the password of the account with the proven phone and ends the sign-ins of that account. Excludes accounts
     * of staff and accounts whose number has just changed.
     */
    static final Sql RESET_PASSWORD = Sql.of("""
            with {attempt},
            holder as (
              select u.id, u.role <> 'customer' as staff,
                     coalesce((select ceil(extract(epoch from max(f.left_at) - now()) + :wait)
                                 from former_phones f where f.user_id = u.id), 0) as wait
                from attempt a join users u on u.phone = a.phone),
            account as (
              update users u
                 set password_hash = :password_hash, version = u.version + 1, updated_at = now()
                from holder h
               where u.id = h.id and u.role = 'customer' and h.wait <= 0
              returning u.id),
            begun_anew as (
              delete from password_failures p using account c where p.user_id = c.id),
            elsewhere as (
              update external_identities e set not_before = now() from account c where e.user_id = c.id),
            ended as (
              update refresh_families f set revoked_at = now(), reason = 'password-reset'
                from account c where f.user_id = c.id and f.revoked_at is null)
            select {outcome}, c.id as user_id, coalesce(h.staff, false) as staff,
                   greatest(coalesce(h.wait, 0), 0)::bigint as wait
              from attempt a left join holder h on true left join account c on true""", Map.of("attempt", AttemptSql.TEXT, "outcome", AttemptSql.OUTCOME));

    private PhoneLoginSql() {}
}
