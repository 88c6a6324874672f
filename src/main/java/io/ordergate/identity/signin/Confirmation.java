package io.ordergate.identity.signin;

import io.ordergate.support.secret.Sensitive;
import org.jspecify.annotations.Nullable;

/**
 * What somebody shows, beside the access token, before an account is changed in a way that a borrowed token must not: the
 * present password, or a code that was just texted to the present phone.
 */
public record Confirmation(
        @Nullable Sensitive currentPassword,
        @Nullable Sensitive sessionToken,
        @Nullable Sensitive otp) {

    /** Whether a code is shown. */
    boolean isByCode() {
        return sessionToken != null && !sessionToken.isBlank() && otp != null;
    }
}
