package io.ordergate.identity.signin;

import org.jspecify.annotations.Nullable;

/**
 * What somebody shows, beside the access token, before an account is changed in a way that a borrowed token must not: the
 * present password, or a code that was just texted to the present phone.
 */
public record Confirmation(
        @Nullable String currentPassword,
        @Nullable String sessionToken,
        @Nullable String otp) {

    /** Whether a code is shown. */
    boolean isByCode() {
        return sessionToken != null && !sessionToken.isBlank() && otp != null;
    }

    @Override
    public String toString() {
        return "Confirmation[hidden]";
    }
}
