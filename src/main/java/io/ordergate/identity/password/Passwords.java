package io.ordergate.identity.password;

import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Hashes and compares passwords, away from the event loops. Errors: {@code service-unavailable}. */
@Component
public class Passwords {

    private final PasswordEncoder encoder;
    private final PasswordWorkers workers;
    private final PasswordSettings settings;
    private final BCryptWork work;
    private final String nobodys;

    Passwords(PasswordEncoder encoder, PasswordWorkers workers, PasswordSettings settings) {
        this.encoder = encoder;
        this.workers = workers;
        this.settings = settings;
        this.work = new BCryptWork(settings.strength());
        this.nobodys = nobodys(settings.strength());
    }

    public Mono<String> hash(String password) {
        return workers.run(() -> encoded(password));
    }

    /**
     * Whether the password has this hash. Without a hash, for an account that does not exist, no password matches, and
     * the answer takes as long; the same holds for a hash of another strength.
     */
    public Mono<Boolean> matches(String password, @Nullable String hash) {
        return workers.run(() -> compared(password, hash == null ? nobodys : hash) && hash != null);
    }

    /** Whether a hash has an old form: of an older service, or of another strength. */
    public boolean isOutdated(String hash) {
        return !hash.startsWith(PasswordConfiguration.OURS_PREFIX) || BCryptWork.strength(hash) != settings.strength();
    }

    /** A well-formed hash that no password is known to have; a comparison with it takes as long as with one that was computed. */
    static String nobodys(int strength) {
        return PasswordConfiguration.OURS_PREFIX + String.format("$2b$%02d$", strength) + ".".repeat(53);
    }

    private boolean compared(String password, String hash) {
        var matches = encoder.matches(password, hash);
        work.makeUpFor(BCryptWork.strength(hash));
        return matches;
    }

    private String encoded(String password) {
        var hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalStateException("a password that is there has a hash");
        }
        return hash;
    }
}
