package io.ordergate.identity.factor;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.token.FactorMethods;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Caller;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Stores second factors in PostgreSQL. */
@Repository
class FactorRepository {

    private final Db db;

    /** A secret as the database has it. */
    static final class SealedSecret {

        private final byte[] bytes;
        private final String keyId;

        SealedSecret(byte[] bytes, String keyId) {
            this.bytes = bytes;
            this.keyId = keyId;
        }

        byte[] bytes() {
            return bytes;
        }

        String keyId() {
            return keyId;
        }
    }

    /**
     * What an account has.
     *
     * @param label its e-mail address or phone, by which an app names it
     * @param totp the secret of the app; null without one
     * @param pending a secret that no code has confirmed yet
     * @param codesLeft how many recovery codes were not used
     * @param pause how long no code is accepted after wrong ones
     */
    record FactorState(
            @Nullable Sensitive label,
            @Nullable SealedSecret totp,
            @Nullable SealedSecret pending,
            long codesLeft,
            Duration pause,
            List<String> methods) {}

    FactorRepository(Db db) {
        this.db = db;
    }

    /** What an active account has. */
    Mono<FactorState> state(UUID userId) {
        return db.one(FactorSql.STATE.bind("user_id", userId), FactorRepository::state);
    }

    Mono<Void> start(UUID userId, SealedSecret secret) {
        return db.update(FactorSql.START
                        .bind("user_id", userId)
                        .bind("sealed", secret.bytes())
                        .bind("key_id", secret.keyId()))
                .then();
    }

    /** Confirms the pending secret with a code of this step; false when the secret is not pending any more. */
    Mono<Boolean> confirm(Caller.Account account, SealedSecret pending, long step, String[] hashes) {
        return db.update(of(FactorSql.CONFIRM, account)
                        .bind("sealed", pending.bytes())
                        .bind("step", step)
                        .bind("hashes", hashes))
                .map(stored -> stored > 0);
    }

    /** Whether the code of this step is accepted; empty while no code is. */
    Mono<Boolean> prove(Caller.Account account, SealedSecret secret, long step, SealedSecret renewed) {
        return db.one(
                of(FactorSql.TOTP, account)
                        .bind("sealed", secret.bytes())
                        .bind("step", step)
                        .bind("renewed", renewed.bytes())
                        .bind("renewed_key_id", renewed.keyId()),
                FactorRepository::accepted);
    }

    /** Whether one of these is the hash of an unused recovery code, which is used up; empty while no code is accepted. */
    Mono<Boolean> recover(Caller.Account account, String[] hashes) {
        return db.one(of(FactorSql.RECOVER, account).bind("hashes", hashes), FactorRepository::accepted);
    }

    /** Removes the app; false without one. */
    Mono<Boolean> removeTotp(UUID userId) {
        return db.one(FactorSql.REMOVE_TOTP.bind("user_id", userId), FactorRepository::removed);
    }

    /** Replaces the recovery codes; false for an account without another factor. */
    Mono<Boolean> renewCodes(UUID userId, String[] hashes) {
        return db.update(FactorSql.NEW_CODES.bind("user_id", userId).bind("hashes", hashes))
                .map(stored -> stored > 0);
    }

    /** Removes every factor; false when there was none. */
    Mono<Boolean> removeAll(UUID userId) {
        return db.one(FactorSql.REMOVE_ALL.bind("user_id", userId), FactorRepository::removed);
    }

    private static Sql.Call of(Sql statement, Caller.Account account) {
        return statement.bind("user_id", account.id()).bind("family_id", account.familyId());
    }

    private static boolean accepted(Readable row) {
        return value(row, "accepted", Boolean.class);
    }

    private static boolean removed(Readable row) {
        return value(row, "removed", Boolean.class);
    }

    private static FactorState state(Readable row) {
        var email = row.get("email", String.class);
        return new FactorState(
                Sensitive.ofNullable(email == null ? row.get("phone", String.class) : email),
                secret(row, "totp"),
                secret(row, "pending"),
                value(row, "codes_left", Long.class),
                Duration.ofSeconds(value(row, "wait", Long.class)),
                FactorMethods.of(row));
    }

    private static @Nullable SealedSecret secret(Readable row, String name) {
        var bytes = row.get(name + "_secret", byte[].class);
        return bytes == null ? null : new SealedSecret(bytes, value(row, name + "_key_id", String.class));
    }
}
