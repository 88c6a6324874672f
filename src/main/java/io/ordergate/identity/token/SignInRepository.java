package io.ordergate.identity.token;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.QueryTimeout;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.Role;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
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
public class SignInRepository {

    private static final String SEE = """
            update refresh_families set seen_generation = :generation
             where id = :family_id and seen_generation < :generation""";

    private static final String FAMILY = "select family_id from refresh_tokens where digest = :digest";

    private static final String LIMIT = "update refresh_families set limited = :limited where id = :family_id";

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
    private final long longest;

    private record Found(Caller caller, boolean seen) {}

    SignInRepository(DatabaseClient database, QueryTimeout timeout, TokenSettings settings) {
        this.database = database;
        this.timeout = timeout;
        this.longest = settings.signInLife().toSeconds();
    }

    /**
     * The account behind a sign-in as it is now; empty when the sign-in has ended or the account may not act. The first token
     * of a generation that comes leaves a mark.
     */
    public Mono<Caller> caller(UUID familyId, UUID userId, int generation) {
        return database.sql(RefreshSql.CALLER)
                .bind("family_id", familyId)
                .bind("user_id", userId)
                .bind("generation", generation)
                .bind("longest", longest)
                .map(row -> found(row, userId, familyId))
                .one()
                .transform(timeout::within)
                .delayUntil(found -> found.seen() ? Mono.empty() : see(familyId, generation))
                .map(Found::caller);
    }

    private Mono<Void> see(UUID familyId, int generation) {
        return database.sql(SEE)
                .bind("family_id", familyId)
                .bind("generation", generation)
                .then()
                .transform(timeout::within);
    }

    private static Found found(Readable row, UUID userId, UUID familyId) {
        var account = new Caller.Account(
                userId,
                familyId,
                Role.of(value(row, "role", String.class)),
                null,
                value(row, "limited", Boolean.class));
        return new Found(new Caller(row.get("phone", String.class), account), value(row, "seen", Boolean.class));
    }

    /** The sign-in that a refresh token belongs to, over or not; empty for a token that was not given out here. */
    public Mono<UUID> family(RefreshToken token) {
        return database.sql(FAMILY)
                .bind("digest", token.digest())
                .map(row -> value(row, "family_id", UUID.class))
                .one()
                .transform(timeout::within);
    }

    /** Whether a sign-in acts as a customer's from now on, whatever the account's role. */
    public Mono<Void> limit(UUID familyId, boolean limited) {
        return database.sql(LIMIT)
                .bind("family_id", familyId)
                .bind("limited", limited)
                .then()
                .transform(timeout::within);
    }

    /** False when the account may not act; empty when it does not have this password (its hash) any more. */
    public Mono<Boolean> open(NewSignIn next, UUID userId, @Nullable String passwordHash, String address) {
        var hash = passwordHash == null ? Parameters.in(R2dbcType.VARCHAR) : Parameters.in(passwordHash);
        var call = SignInSql.OPEN
                .call()
                .bind("user_id", userId)
                .bind("password_hash", hash)
                .bind("limited", next.limited())
                .bind("address", address);
        return database.sql(SignInSql.bind(call, next))
                .map(row -> value(row, "active", Boolean.class))
                .one()
                .transform(timeout::within);
    }

    /** Uses a token up and stores the one that follows; empty when it could not be used. */
    public Mono<SignIn> rotate(RefreshToken token, RefreshToken successor, Duration life) {
        return database.sql(RefreshSql.ROTATE)
                .bind("digest", token.digest())
                .bind("successor", successor.digest())
                .bind("life", life.toSeconds())
                .bind("longest", longest)
                .map(SignInRepository::signIn)
                .one()
                .transform(timeout::within);
    }

    public Mono<PresentedToken> look(RefreshToken token, Duration grace) {
        return database.sql(RefreshSql.LOOK)
                .bind("digest", token.digest())
                .bind("grace", grace.toSeconds())
                .bind("longest", longest)
                .map(row -> new PresentedToken(
                        signIn(row),
                        value(row, "alive", Boolean.class),
                        value(row, "used", Boolean.class),
                        value(row, "just_used", Boolean.class),
                        value(row, "successor_unseen", Boolean.class),
                        row.get("successor", ByteBuffer.class)))
                .one()
                .transform(timeout::within);
    }

    /** False when it had ended already. */
    public Mono<Boolean> revoke(UUID familyId, String reason) {
        return database.sql(REVOKE)
                .bind("family_id", familyId)
                .bind("reason", reason)
                .fetch()
                .rowsUpdated()
                .transform(timeout::within)
                .map(rows -> rows == 1);
    }

    /** Ends the sign-in that a token belongs to and tells whose it was; empty when there is nothing to end. */
    public Mono<UUID> revokeByToken(RefreshToken token) {
        return database.sql(REVOKE_BY_TOKEN)
                .bind("digest", token.digest())
                .map(row -> value(row, "user_id", UUID.class))
                .one()
                .transform(timeout::within);
    }

    /** Ends every sign-in of an account. */
    public Mono<Long> revokeAll(UUID userId, String reason) {
        return revoke(userId, NONE, true, reason);
    }

    /**
     * Ends every sign-in of an account but the one that it calls with. Of sign-ins somewhere else the one in use cannot be told
     * from others, so for a caller by one of them they stay.
     */
    public Mono<Long> revokeOthers(Caller.Account account, String reason) {
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
                row.get("phone", String.class),
                value(row, "generation", Integer.class));
    }
}
