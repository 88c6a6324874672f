package io.ordergate.identity.signin;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.token.SignIn;
import io.ordergate.identity.token.SignInSql;
import io.ordergate.identity.token.SignInSql.NewSignIn;
import io.ordergate.support.database.Db;
import io.ordergate.verification.attempt.AttemptSql;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.GuessOutcome;
import io.ordergate.web.security.Role;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Signs in, confirms and resets passwords by codes, in PostgreSQL. */
@Repository
class PhoneLoginRepository {

    private final Db db;

    PhoneLoginRepository(Db db) {
        this.db = db;
    }

    /** The sign-in that the code opens; empty without an open challenge. */
    Mono<GuessOutcome<PhoneSignIn>> signIn(Guess guess, UUID newUserId, NewSignIn next) {
        var call = PhoneLoginSql.SIGN_IN
                .bind("user_id", newUserId)
                .bind("address", guess.address().value());
        return Mono.deferContextual(context ->
                AttemptSql.decide(db, guess, SignInSql.bind(call, next, context), account -> signIn(account, next)));
    }

    /** Whether the code was sent to this account's phone; empty without an open challenge. */
    Mono<GuessOutcome<Boolean>> confirm(Guess guess, UUID userId) {
        return AttemptSql.decide(
                db, guess, PhoneLoginSql.CONFIRM.bind("user_id", userId), row -> value(row, "owner", Boolean.class));
    }

    /**
     * The outcome of a reset; empty without an open challenge.
     *
     * @param wait how long after a change of its number an account accepts no new password by text
     */
    Mono<GuessOutcome<PasswordReset>> resetPassword(Guess guess, String passwordHash, Duration wait) {
        return AttemptSql.decide(
                db,
                guess,
                PhoneLoginSql.RESET_PASSWORD.bind("password_hash", passwordHash).bind("wait", wait.toSeconds()),
                PhoneLoginRepository::reset);
    }

    private static PhoneSignIn signIn(Readable row, NewSignIn next) {
        return value(row, "active", Boolean.class)
                ? new PhoneSignIn(
                        SignIn.opened(
                                next.familyId(),
                                value(row, "user_id", UUID.class),
                                Role.of(value(row, "role", String.class)),
                                row.get("phone", String.class)),
                        next.token(),
                        false,
                        value(row, "consumed_at", Instant.class))
                : new PhoneSignIn(
                        null,
                        next.token(),
                        value(row, "needs_password", Boolean.class),
                        value(row, "consumed_at", Instant.class));
    }

    private static PasswordReset reset(Readable row) {
        return new PasswordReset(
                row.get("user_id", UUID.class),
                value(row, "staff", Boolean.class),
                Duration.ofSeconds(value(row, "wait", Long.class)));
    }
}
