package io.ordergate.identity.signin;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a right code for a new password.
 *
 * @param userId the account that has the new password; null when no password was changed
 * @param staff whether the phone's account is that of staff
 * @param pause how long the account's number is still too new for a reset; zero when the number is old enough
 */
record PasswordReset(@Nullable UUID userId, boolean staff, Duration pause) {

    /**
     * The account that has the new password. Errors: {@code not-found} when no account has the phone,
     * {@code password-required}, {@code phone-just-changed}.
     */
    UUID orThrow() {
        if (userId != null) {
            return userId;
        }
        if (staff) {
            throw Failure.of(ProblemCode.PASSWORD_REQUIRED);
        }
        throw pause.compareTo(Duration.ZERO) > 0
                ? Failure.of(ProblemCode.PHONE_JUST_CHANGED).retryAfter(pause)
                : Failure.of(ProblemCode.NOT_FOUND, "No account has this phone number.");
    }
}
