package io.ordergate.identity.signin;

import io.ordergate.support.secret.Sensitive;
import org.jspecify.annotations.Nullable;

/**
 * The proof, beside the access token, for a change of an account that a stolen token must not make: the present
 * password, or a code that was just texted to the present phone.
 */
public record Confirmation(
        @Nullable Sensitive currentPassword,
        @Nullable Sensitive sessionToken,
        @Nullable Sensitive otp) {

    /** Whether the proof is a code. */
    boolean isByCode() {
        return sessionToken != null && !sessionToken.isBlank() && otp != null;
    }
}
