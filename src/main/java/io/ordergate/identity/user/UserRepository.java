package io.ordergate.identity.user;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.EmailAddress;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.phone.PhoneNumber;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Accounts in PostgreSQL. */
@Repository
public class UserRepository {

    private static final String BY_ID =
            "select " + UserRows.COLUMNS + " from users u where u.id = :id and u.erased_at is null";
    private static final String BY_EMAIL = "select " + UserRows.COLUMNS + " from users u where u.email_key = :key";

    private static final String BY_PHONE = "select " + UserRows.COLUMNS + " from users u where u.phone = :phone";

    private static final String INSERT = """
            insert into users as u (id, name, email, password_hash, claimed_phone)
            values (:id, :name, :email, :password_hash, :claimed_phone)
            on conflict do nothing
            returning %s""".formatted(UserRows.COLUMNS);

    private static final String RENEW_HASH =
            "update users set password_hash = :renewed where id = :id and password_hash = :hash";

    private static final String HAS_ADMIN =
            "select exists (select from users where role = 'admin' and active) as found";

    private static final String INSERT_FIRST_ADMIN = """
            insert into users as u (id, name, email, password_hash, role)
            select :id, :name, :email, :password_hash, 'admin'
             where not exists (select from users where role = 'admin' and active)
            on conflict do nothing
            returning %s""".formatted(UserRows.COLUMNS);

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    UserRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    /** Empty also for an account that was erased. */
    public Mono<User> findById(UUID id) {
        return database.sql(BY_ID).bind("id", id).map(UserRows::read).one().transform(timeout::within);
    }

    /** By an address as somebody types it. */
    public Mono<User> findByEmail(String email) {
        return database.sql(BY_EMAIL)
                .bind("key", EmailAddress.keyOf(email))
                .map(UserRows::read)
                .one()
                .transform(timeout::within);
    }

    /** By a proven number, in E.164. */
    public Mono<User> findByPhone(String phone) {
        return database.sql(BY_PHONE)
                .bind("phone", phone)
                .map(UserRows::read)
                .one()
                .transform(timeout::within);
    }

    /** A new customer; empty when the address is taken. */
    public Mono<User> insert(UUID id, String name, String email, String passwordHash, @Nullable PhoneNumber claimed) {
        var phone = claimed == null ? Parameters.in(R2dbcType.VARCHAR) : Parameters.in(claimed.e164());
        return database.sql(INSERT)
                .bind("id", id)
                .bind("name", name)
                .bind("email", email)
                .bind("password_hash", passwordHash)
                .bind("claimed_phone", phone)
                .map(UserRows::read)
                .one()
                .transform(timeout::within);
    }

    /** Replaces a hash of the same password, unless it has been replaced meanwhile. */
    public Mono<Void> renewHash(UUID id, String hash, String renewed) {
        return database.sql(RENEW_HASH)
                .bind("id", id)
                .bind("hash", hash)
                .bind("renewed", renewed)
                .then()
                .transform(timeout::within);
    }

    /** Whether somebody can manage accounts. */
    public Mono<Boolean> hasAdmin() {
        return database.sql(HAS_ADMIN)
                .map(row -> value(row, "found", Boolean.class))
                .one()
                .transform(timeout::within);
    }

    /** Empty when there is an admin already, or the address is taken. */
    public Mono<User> insertFirstAdmin(UUID id, String name, String email, String passwordHash) {
        return database.sql(INSERT_FIRST_ADMIN)
                .bind("id", id)
                .bind("name", name)
                .bind("email", email)
                .bind("password_hash", passwordHash)
                .map(UserRows::read)
                .one()
                .transform(timeout::within);
    }
}
