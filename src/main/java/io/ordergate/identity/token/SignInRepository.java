package io.ordergate.identity.token;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.token.SignInSql.NewSignIn;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.Role;
import io.ordergate.web.security.SecondFactorSettings;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Stores sign-ins and their refresh tokens in PostgreSQL. */
@Repository
public class SignInRepository {

    private static final Sql SEE = Sql.of("""
            update refresh_families set seen_generation = :generation
             where id = :family_id and seen_generation < :generation""");

    private static final Sql FAMILY = Sql.of("select family_id from refresh_tokens where digest = :digest");

    private static final Sql LIMIT = Sql.of("update refresh_families set limited = :limited where id = :family_id");

    private static final Sql REVOKE = Sql.of("""
            update refresh_families set revoked_at = now(), reason = :reason
             where id = :family_id and revoked_at is null""");

    private static final Sql REVOKE_BY_TOKEN = Sql.of("""
            update refresh_families f set revoked_at = now(), reason = 'logout'
              from refresh_tokens t
             where t.digest = :digest and f.id = t.family_id and f.revoked_at is null
            returning f.user_id""");

    /**
     * Ends also the sign-ins of other issuers. No sign-in can be ended at its issuer, so tokens from before this time
     * count no more.
     */
    private static final Sql REVOKE_ALL = Sql.of("""
            with elsewhere as (
              update external_identities set not_before = now() where user_id = :user_id and :elsewhere)
            update refresh_families set revoked_at = now(), reason = :reason
             where user_id = :user_id and id <> :kept and revoked_at is null""");

    private static final UUID NONE = new UUID(0, 0);

    private final Db db;
    private final PhoneNumbers phones;
    private final SecondFactorSettings factors;
    private final long longest;

    /** The state of a refresh token that could not be used. */
    public record RefreshTokenState(
            SignIn signIn,
            boolean alive,
            boolean used,
            boolean justUsed,
            boolean successorUnseen,
            @Nullable ByteBuffer successor) {

        /**
         * Whether the client may get the same successor once more: no client has used the successor, or the refresh was
         * a moment ago.
         */
        public boolean isRepeatable() {
            return justUsed || successorUnseen;
        }
    }

    private record CallerRow(Caller caller, boolean seen) {}

    SignInRepository(Db db, PhoneNumbers phones, TokenSettings settings, SecondFactorSettings factors) {
        this.db = db;
        this.phones = phones;
        this.factors = factors;
        this.longest = settings.signInLife().toSeconds();
    }

    /**
     * The account of a sign-in as it is now; empty when the sign-in has ended or the account may not act. The first
     * token of a generation is recorded as seen.
     */
    public Mono<Caller> caller(UUID familyId, UUID userId, int generation) {
        return db.one(
                        RefreshSql.CALLER
                                .bind("family_id", familyId)
                                .bind("user_id", userId)
                                .bind("generation", generation)
                                .bind("longest", longest),
                        row -> found(row, userId, familyId))
                .delayUntil(found -> found.seen() ? Mono.empty() : see(familyId, generation))
                .map(CallerRow::caller);
    }

    private Mono<Void> see(UUID familyId, int generation) {
        return db.update(SEE.bind("family_id", familyId).bind("generation", generation))
                .then();
    }

    private CallerRow found(Readable row, UUID userId, UUID familyId) {
        var role = Role.of(value(row, "role", String.class));
        var methods = FactorMethods.of(row);
        var proven = value(row, "proven", Boolean.class) && !methods.isEmpty(); // where none is left, none was proven
        var account = new Caller.Account(
                userId,
                familyId,
                role,
                value(row, "created_at", Instant.class),
                value(row, "limited", Boolean.class),
                factors.stateOf(role, methods, proven, value(row, "fresh", Boolean.class)));
        return new CallerRow(
                new Caller(phones.storedOrNull(row.get("phone", String.class)), account),
                value(row, "seen", Boolean.class));
    }

    /** The open or ended sign-in of a refresh token; empty for a token that this service did not make. */
    public Mono<UUID> family(RefreshToken token) {
        return db.one(FAMILY.bind("digest", token.digest()), row -> value(row, "family_id", UUID.class));
    }

    /** Limits a sign-in to what a customer may do, whatever the account's role, or lifts the limit. */
    public Mono<Void> limit(UUID familyId, boolean limited) {
        return db.update(LIMIT.bind("family_id", familyId).bind("limited", limited))
                .then();
    }

    /**
     * Opens a sign-in; false when the account may not act, empty when the account does not have this hash of its
     * password any more.
     */
    public Mono<Boolean> open(NewSignIn next, UUID userId, @Nullable String passwordHash, ClientAddress address) {
        var call = SignInSql.OPEN
                .call()
                .bind("user_id", userId)
                .bind("password_hash", passwordHash, String.class)
                .bind("limited", next.limited())
                .bind("address", address.value());
        return Mono.deferContextual(
                context -> db.one(SignInSql.bind(call, next, context), row -> value(row, "active", Boolean.class)));
    }

    /** Uses a token up and stores its successor; empty when the token could not be used. */
    public Mono<SignIn> rotate(RefreshToken token, RefreshToken successor, Duration life) {
        return rotate(token.digest(), successor, life);
    }

    /** The same for the token of this digest, as {@link #newest} finds it. */
    public Mono<SignIn> rotate(byte[] digest, RefreshToken successor, Duration life) {
        return db.one(
                RefreshSql.ROTATE
                        .bind("digest", digest)
                        .bind("successor", successor.digest())
                        .bind("life", life.toSeconds())
                        .bind("longest", longest),
                SignInRepository::signIn);
    }

    /** The digest of the newest refresh token of an open sign-in, which was not used yet. */
    public Mono<byte[]> newest(UUID familyId, UUID userId) {
        return db.one(
                RefreshSql.NEWEST.bind("family_id", familyId).bind("user_id", userId),
                row -> value(row, "digest", byte[].class));
    }

    public Mono<RefreshTokenState> state(RefreshToken token, Duration grace) {
        return db.one(
                RefreshSql.STATE
                        .bind("digest", token.digest())
                        .bind("grace", grace.toSeconds())
                        .bind("longest", longest),
                row -> new RefreshTokenState(
                        signIn(row),
                        value(row, "alive", Boolean.class),
                        value(row, "used", Boolean.class),
                        value(row, "just_used", Boolean.class),
                        value(row, "successor_unseen", Boolean.class),
                        row.get("successor", ByteBuffer.class)));
    }

    /** Ends a sign-in; false when the sign-in had ended already. */
    public Mono<Boolean> revoke(UUID familyId, String reason) {
        return db.updateOne(REVOKE.bind("family_id", familyId).bind("reason", reason));
    }

    /** Ends the sign-in of a token and returns the id of the account; empty when there is no open sign-in. */
    public Mono<UUID> revokeByToken(RefreshToken token) {
        return db.one(REVOKE_BY_TOKEN.bind("digest", token.digest()), row -> value(row, "user_id", UUID.class));
    }

    /** Ends every sign-in of an account. */
    public Mono<Long> revokeAll(UUID userId, String reason) {
        return revoke(userId, NONE, true, reason);
    }

    /**
     * Ends every sign-in of an account except the caller's. Sign-ins at other issuers stay for a caller who uses one of
     * them, since the one in use cannot be told from the others.
     */
    public Mono<Long> revokeOthers(Caller.Account account, String reason) {
        return revoke(account.id(), account.familyId(), !account.isElsewhere(), reason);
    }

    private Mono<Long> revoke(UUID userId, UUID kept, boolean elsewhere, String reason) {
        return db.update(REVOKE_ALL
                .bind("kept", kept)
                .bind("user_id", userId)
                .bind("elsewhere", elsewhere)
                .bind("reason", reason));
    }

    private static SignIn signIn(Readable row) {
        return new SignIn(
                value(row, "family_id", UUID.class),
                value(row, "user_id", UUID.class),
                Role.of(value(row, "role", String.class)),
                Sensitive.ofNullable(row.get("phone", String.class)),
                value(row, "generation", Integer.class),
                row.get("factor_at", Instant.class));
    }
}
