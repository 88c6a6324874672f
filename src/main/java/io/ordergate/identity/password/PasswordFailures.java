package io.ordergate.identity.password;

import io.ordergate.web.security.ClientAddress;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Decides about passwords that were compared: after too many wrong ones in a row the right one is not accepted either,
 * for a while or for good. The answer does not distinguish the cases: the difference would reveal to strangers that the
 * account exists.
 */
@Component
public class PasswordFailures {

    private static final int NOBODIES = 256;

    private final PasswordFailureRepository failures;

    PasswordFailures(PasswordFailureRepository failures) {
        this.failures = failures;
    }

    /** The id that counts guesses at an address without an account, so that such guesses take as long as others. */
    public static UUID nobody(String email) {
        return new UUID(0, Math.floorMod(email.toLowerCase(Locale.ROOT).hashCode(), NOBODIES));
    }

    /** Whether a password that was compared, right or wrong, is accepted. */
    public Mono<Boolean> decide(UUID userId, boolean right, ClientAddress address) {
        return right
                ? failures.right(userId, address)
                : failures.wrong(userId, address).thenReturn(false);
    }

    /** Resets the count of an account with a new password. */
    public Mono<Void> clear(UUID userId) {
        return failures.clear(userId);
    }
}
