package io.ordergate.identity.signin;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.Verifications;
import io.ordergate.verification.attempt.Purpose;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The person that a code was sent to: known by the session token, or by the phone alone, for clients that keep no
 * token. One of the two is present.
 */
record CodeHolder(
        @Nullable Sensitive sessionToken, @Nullable PhoneNumber phone) {

    /** The session that the code belongs to. Errors: {@code invalid-session}. */
    Mono<Sensitive> session(Verifications verifications, Purpose purpose) {
        return phone == null ? Mono.justOrEmpty(sessionToken) : verifications.newestSession(phone, purpose);
    }
}
