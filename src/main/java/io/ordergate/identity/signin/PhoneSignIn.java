package io.ordergate.identity.signin;

import io.ordergate.identity.token.RefreshToken;
import io.ordergate.identity.token.SignIn;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The sign-in that a right code has opened.
 *
 * @param signIn null when the account may not sign in, or not by a text alone
 * @param refresh the refresh token of the sign-in
 * @param needsPassword whether the account is that of staff with a password
 * @param at when the code was used, which is when the life of the tokens begins
 */
record PhoneSignIn(@Nullable SignIn signIn, RefreshToken refresh, boolean needsPassword, Instant at) {

    /** The sign-in that was opened. Errors: {@code password-required}, {@code account-deactivated}. */
    SignIn orThrow() {
        if (signIn == null) {
            throw Failure.of(needsPassword ? ProblemCode.PASSWORD_REQUIRED : ProblemCode.ACCOUNT_DEACTIVATED);
        }
        return signIn;
    }
}
