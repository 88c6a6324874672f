package io.ordergate.identity;

import static io.ordergate.support.Rows.value;

import io.ordergate.support.QueryTimeout;
import io.ordergate.support.Sql;
import io.ordergate.web.Caller;
import io.ordergate.web.Role;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Sign-ins and their refresh tokens in PostgreSQL. */
@Repository
class SignInRepository {

    private static final String CALLER = """
            select u.role, u.phone
              from refresh_families f join users u on u.id = f.user_id
             where f.id = :family_id and u.id = :user_id and f.revoked_at is null and u.active""";

    private static final Sql OPEN = Sql.of("""
            with account as (select id, active from users where id = :user_id),
            %s
            select id from family""".formatted(SignInSql.TEXT));

    /** Whoever is first with a token uses it up; the others find no row. */
    private static final String ROTATE = """
            with used as (
              update refresh_tokens t
                 set used_at = now(), successor = :successor
                from refresh_families f join users u on u.id = f.user_id
               where t.digest = :digest and t.used_at is null and t.expires_at > now()
                 and f.id = t.family_id and f.revoked_at is null and u.active
              returning f.id as family_id, u.id as user_id, u.role, u.phone),
            added as (
              insert into refresh_tokens (digest, family_id, expires_at)
              select :successor, family_id, now() + :life * interval '1 second' from used),
            prolonged as (
              update refresh_families f
                 set expires_at = now() + :life * interval '1 second'
                from used where f.id = used.family_id)
            select family_id, user_id, role, phone from used""";

    private static final String LOOK = """
            select f.id as family_id, u.id as user_id, u.role, u.phone, t.successor,
                   t.used_at is not null as used,
                   coalesce(t.used_at > now() - :grace * interval '1 second', false) as just_used,
                   f.revoked_at is null and u.active and t.expires_at > now() as alive
              from refresh_tokens t
              join refresh_families f on f.id = t.family_id
              join users u on u.id = f.user_id
             where t.digest = :digest""";

    private static final String REVOKE = """
            update refresh_families set revoked_at = now(), reason = :reason
             where id = :family_id and revoked_at is null""";

    private static final String REVOKE_BY_TOKEN = """
            update refresh_families f set revoked_at = now(), reason = 'logout'
              from refresh_tokens t
             where t.digest = :digest and f.id = t.family_id and f.revoked_at is null
            returning f.user_id""";

    /** Also those somewhere else: they cannot be ended there, so what they brought before counts no more. */
    private static final String REVOKE_ALL = """
            with elsewhere as (
              update external_identities set not_before = now() where user_id = :user_id and :elsewhere)
            update refresh_families set revoked_at = now(), reason = :reason
             where user_id = :user_id and id <> :kept and revoked_at is null""";

    private static final UUID NONE = new UUID(0, 0);

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    /** What is known of a refresh token that could not be used. */
    record Presented(
            SignIn signIn,
            boolean alive,
            boolean used,
            boolean justUsed,
            @Nullable ByteBuffer successor) {}

    SignInRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    /** The account behind a sign-in as it is now; empty when the sign-in has ended or the account may not act. */
    Mono<Caller> caller(UUID familyId, UUID userId) {
        return database.sql(CALLER)
                .bind("family_id", familyId)
                .bind("user_id", userId)
                .map(row -> new Caller(
                        row.get("phone", String.class),
                        new Caller.Account(userId, familyId, Role.of(value(row, "role", String.class)))))
                .one()
                .transform(timeout::within);
    }

    /** False when the account may not act. */
    Mono<Boolean> open(NewSignIn next, UUID userId, String address) {
        var call = OPEN.call().bind("user_id", userId).bind("address", address);
        return database.sql(SignInSql.bind(call, next))
                .map(row -> true)
                .one()
                .defaultIfEmpty(false)
                .transform(timeout::within);
    }

    /** Uses a token up and stores the one that follows; empty when it could not be used. */
    Mono<SignIn> rotate(RefreshToken token, RefreshToken successor, Duration life) {
        return database.sql(ROTATE)
                .bind("digest", token.digest())
                .bind("successor", successor.digest())
                .bind("life", life.toSeconds())
                .map(SignInRepository::signIn)
                .one()
                .transform(timeout::within);
    }

    Mono<Presented> look(RefreshToken token, Duration grace) {
        return database.sql(LOOK)
                .bind("digest", token.digest())
                .bind("grace", grace.toSeconds())
                .map(row -> new Presented(
                        signIn(row),
                        value(row, "alive", Boolean.class),
                        value(row, "used", Boolean.class),
                        value(row, "just_used", Boolean.class),
                        row.get("successor", ByteBuffer.class)))
                .one()
                .transform(timeout::within);
    }

    /** False when it had ended already. */
    Mono<Boolean> revoke(UUID familyId, String reason) {
        return database.sql(REVOKE)
                .bind("family_id", familyId)
                .bind("reason", reason)
                .fetch()
                .rowsUpdated()
                .transform(timeout::within)
                .map(rows -> rows == 1);
    }

    /** Ends the sign-in that a token belongs to and tells whose it was; empty when there is nothing to end. */
    Mono<UUID> revokeByToken(RefreshToken token) {
        return database.sql(REVOKE_BY_TOKEN)
                .bind("digest", token.digest())
                .map(row -> value(row, "user_id", UUID.class))
                .one()
                .transform(timeout::within);
    }

    /** Ends every sign-in of an account. */
    Mono<Long> revokeAll(UUID userId, String reason) {
        return revoke(userId, NONE, true, reason);
    }

    /**
     * Ends every sign-in of an account but the one that it calls with. Of sign-ins somewhere else the one in use cannot be told
     * from others, so for a caller by one of them they stay.
     */
    Mono<Long> revokeOthers(Caller.Account account, String reason) {
        return revoke(account.id(), account.familyId(), !account.isElsewhere(), reason);
    }

    private Mono<Long> revoke(UUID userId, UUID kept, boolean elsewhere, String reason) {
        return database.sql(REVOKE_ALL)
                .bind("kept", kept)
                .bind("user_id", userId)
                .bind("elsewhere", elsewhere)
                .bind("reason", reason)
                .fetch()
                .rowsUpdated()
                .transform(timeout::within);
    }

    private static SignIn signIn(Readable row) {
        return new SignIn(
                value(row, "family_id", UUID.class),
                value(row, "user_id", UUID.class),
                Role.of(value(row, "role", String.class)),
                row.get("phone", String.class));
    }
}
