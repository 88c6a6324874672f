package io.ordergate.identity.signin;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.Session;

/** The answer to a request for a code; times in seconds. */
public record OtpSent(boolean success, String message, long expiresIn, Sensitive sessionToken, long resendIn) {

    public static OtpSent of(PhoneNumber phone, Session session) {
        return new OtpSent(
                true,
                "A code was sent to " + phone.masked() + ".",
                session.expiresIn().toSeconds(),
                session.token(),
                session.resendIn().toSeconds());
    }
}
