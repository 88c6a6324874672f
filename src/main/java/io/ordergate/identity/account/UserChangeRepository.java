package io.ordergate.identity.account;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRows;
import io.ordergate.support.EmailAddress;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.security.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Changes accounts in PostgreSQL, in steps: each transaction locks the rows that its decision depends on. Every
 * transaction takes its locks in the same order: codes, then the lock for admins, then the account.
 */
@Repository
class UserChangeRepository {

    /**
     * Locks all admins with one lock. Locks on rows would be taken in different orders: the set of admins may change
     * while a transaction waits.
     */
    private static final Sql LOCK_ADMINS = Sql.of("select pg_advisory_xact_lock(hashtext('ordergate.admins'))");

    private static final Sql ADMINS =
            Sql.of("select id from users where role = 'admin' and active and erased_at is null");

    /** Locks an account. With {@code no key}, sign-ins, which refer to the account, do not wait. */
    private static final Sql LOCK = Sql.of(
            "select {columns} from users u where u.id = :id and u.erased_at is null for no key update",
            Map.of("columns", UserRows.COLUMNS));

    private static final Sql ADMINISTER = Sql.of("""
            update users u
               set role = :role, active = :active, version = u.version + 1, updated_at = now()
             where u.id = :id
            returning {columns}""", Map.of("columns", UserRows.COLUMNS));

    private static final Sql REWRITE = Sql.of("""
            update users u
               set name = :name, email = :email, password_hash = :password_hash, version = u.version + 1,
                   updated_at = now()
             where u.id = :id
            returning {columns}""", Map.of("columns", UserRows.COLUMNS));

    private static final Sql SET_PHONE = Sql.of("""
            update users u
               set phone = :phone, country = :country, claimed_phone = null, version = u.version + 1, updated_at = now()
             where u.id = :id
            returning {columns}""", Map.of("columns", UserRows.COLUMNS));

    private static final Sql RELEASE_PHONE = Sql.of("""
            update users u
               set phone = null, country = null, version = u.version + 1, updated_at = now()
             where u.phone = :phone and u.id <> :prover and u.active
               and u.signed_in_at < now() - :unused * interval '1 second'
            returning u.id""");

    private static final Sql ERASE = Sql.of("""
            with invited as (
              delete from invitations i using users u
               where u.id = :id and (i.accepted_by = u.id or i.phone = u.phone or i.email_key = u.email_key))
            update users
               set name = '', email = null, password_hash = null, phone = null, country = null, claimed_phone = null,
                   active = false, version = version + 1, updated_at = now(), erased_at = now()
             where id = :id""");

    private final Db db;
    private final UserRows rows;

    UserChangeRepository(Db db, UserRows rows) {
        this.db = db;
        this.rows = rows;
    }

    /**
     * The admins who may act, locked until the transaction ends. A transaction that waits here sees the changes of the
     * one before.
     */
    Mono<List<UUID>> lockAdmins() {
        return db.update(LOCK_ADMINS.call()).then().then(admins());
    }

    private Mono<List<UUID>> admins() {
        return db.list(ADMINS.call(), row -> value(row, "id", UUID.class));
    }

    /** The account, locked until the transaction ends; empty when the account does not exist or is erased. */
    Mono<User> lock(UUID id) {
        return db.one(LOCK.bind("id", id), rows::read);
    }

    Mono<User> administer(UUID id, Role role, boolean active) {
        return db.one(ADMINISTER.bind("id", id).bind("role", role.id()).bind("active", active), rows::read);
    }

    /**
     * Replaces name, e-mail and hash. Errors: {@link org.springframework.dao.DuplicateKeyException} when another
     * account has the e-mail.
     */
    Mono<User> rewrite(UUID id, String name, @Nullable EmailAddress email, @Nullable String passwordHash) {
        return db.one(
                REWRITE.bind("id", id)
                        .bind("name", name)
                        .bind("email", email == null ? null : email.value(), String.class)
                        .bind("password_hash", passwordHash, String.class),
                rows::read);
    }

    /**
     * Sets the proven phone. Errors: {@link org.springframework.dao.DuplicateKeyException} when another account has
     * proven the number.
     */
    Mono<User> setPhone(UUID id, PhoneNumber phone) {
        return db.one(
                SET_PHONE.bind("id", id).bind("phone", phone.e164()).bind("country", phone.country()), rows::read);
    }

    /** Removes a number from another account that was not used for this time, and returns the id of that account. */
    Mono<UUID> releasePhone(PhoneNumber phone, UUID prover, Duration unused) {
        return db.one(
                RELEASE_PHONE.bind("phone", phone.e164()).bind("prover", prover).bind("unused", unused.toSeconds()),
                row -> value(row, "id", UUID.class));
    }

    /** Erases everything of an account, with the invitations that its person had, except its id, role and times. */
    Mono<Void> erase(UUID id) {
        return db.update(ERASE.bind("id", id)).then();
    }
}
