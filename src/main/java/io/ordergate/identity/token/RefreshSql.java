package io.ordergate.identity.token;

import io.ordergate.support.database.Sql;
import java.util.Map;

/** The longer statements about sign-ins: the caller of a sign-in, the rotation and the state of a refresh token. */
final class RefreshSql {

    static final Sql CALLER = Sql.of("""
            select case when f.limited then 'customer' else u.role end as role, u.phone,
                   f.limited and u.role <> 'customer' as limited, f.seen_generation >= :generation as seen,
                   f.created_at, f.factor_at is not null as proven,
                   coalesce(f.factor_at > now() - interval '5 minutes', false) as fresh,
                   case when u.role = 'customer' or f.limited then '' else {methods} end as methods
              from refresh_families f join users u on u.id = f.user_id
             where f.id = :family_id and u.id = :user_id and f.revoked_at is null and u.active
               and f.created_at > now() - :longest * interval '1 second'""", Map.of("methods", FactorMethods.SQL));

    /** Uses a token up: the first request gets the row, and the others find no row. */
    static final Sql ROTATE = Sql.of("""
            with used as (
              update refresh_tokens t
                 set used_at = now(), successor = :successor
                from refresh_families f join users u on u.id = f.user_id
               where t.digest = :digest and t.used_at is null and t.expires_at > now()
                 and f.id = t.family_id and f.revoked_at is null and u.active
                 and f.created_at > now() - :longest * interval '1 second'
              returning f.id as family_id, u.id as user_id, u.phone, t.generation + 1 as generation, f.factor_at,
                        case when f.limited then 'customer' else u.role end as role,
                        least(now() + :life * interval '1 second',
                              f.created_at + :longest * interval '1 second') as ends_at),
            added as (
              insert into refresh_tokens (digest, family_id, expires_at, generation)
              select :successor, family_id, ends_at, generation from used),
            prolonged as (
              update refresh_families f set expires_at = used.ends_at, last_used_at = now() from used where f.id = used.family_id),
            noted as (
              update users u set signed_in_at = now()
                from used where u.id = used.user_id and u.signed_in_at < now() - interval '1 day')
            select family_id, user_id, role, phone, generation, factor_at from used""");

    /**
     * Finds the state of a token. A client has seen the successor when the client used the successor, or an access
     * token that came with the successor or a later one.
     */
    static final Sql STATE = Sql.of("""
            select f.id as family_id, u.id as user_id, u.phone, t.successor,
                   case when f.limited then 'customer' else u.role end as role,
                   t.generation, f.factor_at,
                   t.used_at is not null as used,
                   coalesce(t.used_at > now() - :grace * interval '1 second', false) as just_used,
                   coalesce(s.used_at is null and f.seen_generation < s.generation, false) as successor_unseen,
                   f.revoked_at is null and u.active and t.expires_at > now()
                     and f.created_at > now() - :longest * interval '1 second' as alive
              from refresh_tokens t
              join refresh_families f on f.id = t.family_id
              join users u on u.id = f.user_id
              left join refresh_tokens s on s.digest = t.successor
             where t.digest = :digest""");

    /** The newest refresh token of an open sign-in. */
    static final Sql NEWEST = Sql.of("""
            select t.digest from refresh_tokens t join refresh_families f on f.id = t.family_id
             where f.id = :family_id and f.user_id = :user_id and f.revoked_at is null
               and t.used_at is null and t.expires_at > now()
             order by t.generation desc limit 1""");

    private RefreshSql() {}
}
