package io.ordergate.identity;

import static io.ordergate.support.Rows.value;

import io.ordergate.support.QueryTimeout;
import io.ordergate.verification.AttemptSql;
import io.ordergate.verification.Guess;
import io.ordergate.verification.Verdict;
import io.ordergate.web.Role;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** What a right code does to accounts, in PostgreSQL. */
@Repository
class PhoneLoginRepository {

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    PhoneLoginRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    /** Empty when there was no open challenge; no sign-in in the verdict when the account may not act. */
    Mono<Verdict<Optional<SignIn>>> signIn(Guess guess, UUID newUserId, NewSignIn next) {
        var call = AttemptSql.bind(PhoneLoginSql.SIGN_IN.call(), guess).bind("user_id", newUserId);
        return database.sql(SignInSql.bind(call, next))
                .map(row -> Verdict.read(row, account -> signIn(account, next.familyId())))
                .one()
                .transform(timeout::within);
    }

    /** Empty when there was no open challenge; no user in the verdict when somebody else asked for the code. */
    Mono<Verdict<Optional<User>>> changePhone(Guess guess, UUID userId) {
        return database.sql(AttemptSql.bind(PhoneLoginSql.CHANGE_PHONE.call(), guess)
                        .bind("user_id", userId))
                .map(row -> Verdict.read(row, account -> user(account)))
                .one()
                .transform(timeout::within);
    }

    /** Empty when there was no open challenge; no id in the verdict when no account has the phone. */
    Mono<Verdict<Optional<UUID>>> resetPassword(Guess guess, String passwordHash) {
        return database.sql(AttemptSql.bind(PhoneLoginSql.RESET_PASSWORD.call(), guess)
                        .bind("password_hash", passwordHash))
                .map(row -> Verdict.read(row, account -> Optional.ofNullable(account.get("user_id", UUID.class))))
                .one()
                .transform(timeout::within);
    }

    private static Optional<SignIn> signIn(Readable row, UUID familyId) {
        return value(row, "active", Boolean.class)
                ? Optional.of(new SignIn(
                        familyId,
                        value(row, "user_id", UUID.class),
                        Role.of(value(row, "role", String.class)),
                        row.get("phone", String.class)))
                : Optional.empty();
    }

    private static Optional<User> user(Readable row) {
        return row.get("id", UUID.class) == null ? Optional.empty() : Optional.of(UserRows.read(row));
    }
}
