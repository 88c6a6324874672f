package io.ordergate.identity.user;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.EmailAddress;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Finds and stores accounts in PostgreSQL. */
@Repository
public class UserRepository {

    private static final Sql BY_ID = Sql.of(
            "select {columns} from users u where u.id = :id and u.erased_at is null",
            Map.of("columns", UserRows.COLUMNS));
    private static final Sql BY_EMAIL =
            Sql.of("select {columns} from users u where u.email_key = :key", Map.of("columns", UserRows.COLUMNS));

    private static final Sql BY_PHONE =
            Sql.of("select {columns} from users u where u.phone = :phone", Map.of("columns", UserRows.COLUMNS));

    private static final Sql INSERT = Sql.of("""
            insert into users as u (id, name, email, password_hash, claimed_phone)
            values (:id, :name, :email, :password_hash, :claimed_phone)
            on conflict do nothing
            returning {columns}""", Map.of("columns", UserRows.COLUMNS));

    private static final Sql RENEW_HASH =
            Sql.of("update users set password_hash = :renewed where id = :id and password_hash = :hash");

    private static final Sql HAS_ADMIN =
            Sql.of("select exists (select from users where role = 'admin' and active) as found");

    private static final Sql INSERT_FIRST_ADMIN = Sql.of("""
            insert into users as u (id, name, email, password_hash, role)
            select :id, :name, :email, :password_hash, 'admin'
             where not exists (select from users where role = 'admin' and active)
            on conflict do nothing
            returning {columns}""", Map.of("columns", UserRows.COLUMNS));

    private final Db db;
    private final UserRows rows;

    UserRepository(Db db, UserRows rows) {
        this.db = db;
        this.rows = rows;
    }

    /** The account of this id; empty also for an erased account. */
    public Mono<User> findById(UUID id) {
        return db.one(BY_ID.bind("id", id), rows::read);
    }

    /** The account with this e-mail address, in any spelling. */
    public Mono<User> findByEmail(String email) {
        return db.one(BY_EMAIL.bind("key", EmailAddress.keyOf(email)), rows::read);
    }

    /** The account with this proven number. */
    public Mono<User> findByPhone(PhoneNumber phone) {
        return db.one(BY_PHONE.bind("phone", phone.e164()), rows::read);
    }

    /** Stores a new customer; empty when the address is taken. */
    public Mono<User> insert(UUID id, String name, String email, String passwordHash, @Nullable PhoneNumber claimed) {
        var phone = claimed == null ? null : claimed.e164();
        return db.one(
                INSERT.bind("id", id)
                        .bind("name", name)
                        .bind("email", email)
                        .bind("password_hash", passwordHash)
                        .bind("claimed_phone", phone, String.class),
                rows::read);
    }

    /** Replaces a hash by another one of the same password, unless the hash was replaced meanwhile. */
    public Mono<Void> renewHash(UUID id, String hash, String renewed) {
        return db.update(RENEW_HASH.bind("id", id).bind("hash", hash).bind("renewed", renewed))
                .then();
    }

    /** Whether an admin exists who may act. */
    public Mono<Boolean> hasAdmin() {
        return db.one(HAS_ADMIN.call(), row -> value(row, "found", Boolean.class));
    }

    /** Stores the first admin; empty when there is an admin already, or the address is taken. */
    public Mono<User> insertFirstAdmin(UUID id, String name, String email, String passwordHash) {
        return db.one(
                INSERT_FIRST_ADMIN
                        .bind("id", id)
                        .bind("name", name)
                        .bind("email", email)
                        .bind("password_hash", passwordHash),
                rows::read);
    }
}
