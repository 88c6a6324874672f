package io.ordergate.identity.passkey;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.passkey.Passkey.PasskeyKey;
import io.ordergate.identity.passkey.PasskeyVerifier.NewPasskey;
import io.ordergate.identity.token.FactorMethods;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Caller;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Stores passkeys and the challenges of sign-ins in PostgreSQL. */
@Repository
class PasskeyRepository {

    private static final Sql LIST = Sql.of("select * from passkeys where user_id = :user_id order by created_at, id");

    /** A sign-in has one challenge: a new one replaces it. */
    private static final Sql ASK = Sql.of("""
            update refresh_families set challenge = :challenge, challenge_at = now()
             where id = :family_id and user_id = :user_id and revoked_at is null""");

    /** Takes the challenge away, whatever becomes of the answer: of many answers at once, one meets it. */
    private static final Sql TAKE = Sql.of("""
            with asked as (
              select f.id, f.challenge from refresh_families f
               where f.id = :family_id and f.user_id = :user_id and f.revoked_at is null
                 and f.challenge is not null and f.challenge_at > now() - interval '5 minutes' for update),
            taken as (
              update refresh_families f set challenge = null, challenge_at = null from asked a where f.id = a.id)
            select challenge from asked""");

    private static final Sql ADD = Sql.of("""
            with guess as (
              insert into passkeys (id, user_id, credential_id, name, data, counter, user_verified, backup_eligible,
                                    backed_up, transports)
              select :id, :user_id, :credential_id, :name, :data, :counter, :user_verified, :backup_eligible, :backed_up,
                     :transports
               where (select count(*) from passkeys where user_id = :user_id) < 20
              on conflict (credential_id) do nothing
              returning passkeys.*, true as accepted),
            {proven}
            select * from guess""", Map.of("proven", FactorMethods.PROVEN));

    /** The counter of an authenticator rises with each signature, or stays zero: a lower one comes from a copy. */
    private static final Sql PROVE = Sql.of("""
            with guess as (
              update passkeys p
                 set counter = :counter, user_verified = :user_verified, backed_up = :backed_up, last_used_at = now()
               where p.id = :id and p.user_id = :user_id
                 and (:counter > p.counter or (:counter = 0 and p.counter = 0))
              returning true as accepted),
            {proven}
            select accepted from guess""", Map.of("proven", FactorMethods.PROVEN));

    private static final Sql REMOVE = Sql.of("""
            with removed as (
              delete from passkeys where id = :id and user_id = :user_id returning user_id),
            {cleared}
            select count(*) > 0 as removed from removed""", Map.of("cleared", FactorMethods.cleared("""
            select from second_factors s where s.user_id = r.user_id and s.totp_secret is not null
            union all
            select from passkeys p where p.user_id = r.user_id and p.id <> :id""")));

    private final Db db;

    PasskeyRepository(Db db) {
        this.db = db;
    }

    /** The passkeys of an account, the oldest first. */
    Mono<List<Passkey>> find(UUID userId) {
        return db.list(LIST.bind("user_id", userId), PasskeyRepository::passkey);
    }

    /** Stores the challenge of a sign-in; false when the sign-in has ended. */
    Mono<Boolean> ask(Caller.Account account, byte[] challenge) {
        return db.updateOne(ASK.bind("family_id", account.familyId())
                .bind("user_id", account.id())
                .bind("challenge", challenge));
    }

    /** The challenge of a sign-in, once; empty without one of the last minutes. */
    Mono<byte[]> take(Caller.Account account) {
        return db.one(
                TAKE.bind("family_id", account.familyId()).bind("user_id", account.id()),
                row -> value(row, "challenge", byte[].class));
    }

    /** Stores a new passkey, which is a proof in this sign-in; empty when it is known, or the account has too many. */
    Mono<Passkey> add(UUID id, Caller.Account account, Sensitive name, NewPasskey made) {
        return db.one(
                key(ADD.call(), made.key())
                        .bind("id", id)
                        .bind("user_id", account.id())
                        .bind("family_id", account.familyId())
                        .bind("credential_id", Base64.getUrlDecoder().decode(made.credential()))
                        .bind("name", name.value())
                        .bind("data", made.key().data())
                        .bind("backup_eligible", made.key().backupEligible())
                        .bind("transports", String.join(",", made.transports())),
                PasskeyRepository::passkey);
    }

    /** Marks the sign-in; empty when the counter of the authenticator has not risen. */
    Mono<Boolean> prove(Caller.Account account, Passkey passkey, PasskeyKey signed) {
        return db.one(
                key(PROVE.call(), signed)
                        .bind("id", passkey.id())
                        .bind("user_id", account.id())
                        .bind("family_id", account.familyId()),
                row -> value(row, "accepted", Boolean.class));
    }

    /** Removes a passkey of this account; false without it. */
    Mono<Boolean> remove(UUID userId, UUID id) {
        return db.one(REMOVE.bind("id", id).bind("user_id", userId), row -> value(row, "removed", Boolean.class));
    }

    private static Sql.Call key(Sql.Call call, PasskeyKey key) {
        return call.bind("counter", key.counter())
                .bind("user_verified", key.userVerified())
                .bind("backed_up", key.backedUp());
    }

    private static Passkey passkey(Readable row) {
        var transports = value(row, "transports", String.class);
        return new Passkey(
                value(row, "id", UUID.class),
                Sensitive.of(value(row, "name", String.class)),
                Passkeys.base64(value(row, "credential_id", byte[].class)),
                transports.isEmpty() ? List.of() : List.of(transports.split(",", -1)),
                new PasskeyKey(
                        value(row, "data", byte[].class),
                        value(row, "counter", Long.class),
                        value(row, "user_verified", Boolean.class),
                        value(row, "backup_eligible", Boolean.class),
                        value(row, "backed_up", Boolean.class)),
                value(row, "created_at", Instant.class),
                row.get("last_used_at", Instant.class));
    }
}
