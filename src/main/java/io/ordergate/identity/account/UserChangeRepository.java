package io.ordergate.identity.account;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRows;
import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.security.Role;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Changes of accounts in PostgreSQL, in steps: each transaction locks what it is about to judge. Locks are taken in one
 * order everywhere: codes, then the one for admins, then the account.
 */
@Repository
class UserChangeRepository {

    /**
     * One lock for all admins, not one for each: who is an admin changes while one waits, so that rows would not be locked in
     * the same order by everybody.
     */
    private static final String LOCK_ADMINS = "select pg_advisory_xact_lock(hashtext('ordergate.admins'))";

    private static final String ADMINS = "select id from users where role = 'admin' and active and erased_at is null";

    /** {@code no key}: sign-ins, which refer to the account, need not wait. */
    private static final String LOCK =
            "select " + UserRows.COLUMNS + " from users u where u.id = :id and u.erased_at is null for no key update";

    private static final String ADMINISTER = """
            update users u
               set role = :role, active = :active, version = u.version + 1, updated_at = now()
             where u.id = :id
            returning %s""".formatted(UserRows.COLUMNS);

    private static final String REWRITE = """
            update users u
               set name = :name, email = :email, password_hash = :password_hash, version = u.version + 1,
                   updated_at = now()
             where u.id = :id
            returning %s""".formatted(UserRows.COLUMNS);

    private static final String GIVE_PHONE = """
            update users u
               set phone = :phone, country = :country, claimed_phone = null, version = u.version + 1, updated_at = now()
             where u.id = :id
            returning %s""".formatted(UserRows.COLUMNS);

    private static final String RELEASE_PHONE = """
            update users u
               set phone = null, country = null, version = u.version + 1, updated_at = now()
             where u.phone = :phone and u.id <> :prover and u.active
               and u.signed_in_at < now() - :unused * interval '1 second'
            returning u.id""";

    private static final String ERASE = """
            update users
               set name = '', email = null, password_hash = null, phone = null, country = null, claimed_phone = null,
                   active = false, version = version + 1, updated_at = now(), erased_at = now()
             where id = :id""";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    UserChangeRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    /** The admins who may act. They stay so until the transaction ends; those who wait here see what it has left. */
    Mono<List<UUID>> lockAdmins() {
        return database.sql(LOCK_ADMINS).then().transform(timeout::within).then(admins());
    }

    private Mono<List<UUID>> admins() {
        return database.sql(ADMINS)
                .map(row -> value(row, "id", UUID.class))
                .all()
                .collectList()
                .transform(timeout::within);
    }

    /** The account as it stays until the transaction ends; empty when it does not exist or is erased. */
    Mono<User> lock(UUID id) {
        return database.sql(LOCK).bind("id", id).map(UserRows::read).one().transform(timeout::within);
    }

    Mono<User> administer(UUID id, Role role, boolean active) {
        return database.sql(ADMINISTER)
                .bind("id", id)
                .bind("role", role.id())
                .bind("active", active)
                .map(UserRows::read)
                .one()
                .transform(timeout::within);
    }

    /** Errors: {@link org.springframework.dao.DuplicateKeyException} when another account has the e-mail. */
    Mono<User> rewrite(UUID id, String name, @Nullable String email, @Nullable String passwordHash) {
        return database.sql(REWRITE)
                .bind("id", id)
                .bind("name", name)
                .bind("email", text(email))
                .bind("password_hash", text(passwordHash))
                .map(UserRows::read)
                .one()
                .transform(timeout::within);
    }

    /** Errors: {@link org.springframework.dao.DuplicateKeyException} when another account has proven to hold the number. */
    Mono<User> givePhone(UUID id, PhoneNumber phone) {
        return database.sql(GIVE_PHONE)
                .bind("id", id)
                .bind("phone", phone.e164())
                .bind("country", phone.country())
                .map(UserRows::read)
                .one()
                .transform(timeout::within);
    }

    /** Takes a number from the account that has it, if that is another one and was not used for so long; its id. */
    Mono<UUID> releasePhone(PhoneNumber phone, UUID prover, Duration unused) {
        return database.sql(RELEASE_PHONE)
                .bind("phone", phone.e164())
                .bind("prover", prover)
                .bind("unused", unused.toSeconds())
                .map(row -> value(row, "id", UUID.class))
                .one()
                .transform(timeout::within);
    }

    /** Leaves nothing of an account but its id, role and times. */
    Mono<Void> erase(UUID id) {
        return database.sql(ERASE).bind("id", id).then().transform(timeout::within);
    }

    private static Parameter text(@Nullable String text) {
        return text == null ? Parameters.in(R2dbcType.VARCHAR) : Parameters.in(text);
    }
}
