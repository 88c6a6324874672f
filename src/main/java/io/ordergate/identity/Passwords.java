package io.ordergate.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Hashes passwords and compares them, away from the event loops. Errors: {@code service-unavailable}. */
@Component
class Passwords {

    private final PasswordEncoder encoder;
    private final PasswordWorkers workers;
    private final String nobodys;

    Passwords(PasswordEncoder encoder, PasswordWorkers workers) {
        this.encoder = encoder;
        this.workers = workers;
        this.nobodys = encoded("whatever it is, it is no account's");
    }

    Mono<String> hash(String password) {
        return workers.run(() -> encoded(password));
    }

    /** Without a hash, for an account that does not exist, nothing matches, and finding that out takes as long. */
    Mono<Boolean> matches(String password, @Nullable String hash) {
        return workers.run(() -> encoder.matches(password, hash == null ? nobodys : hash) && hash != null);
    }

    private String encoded(String password) {
        var hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalStateException("a password that is there has a hash");
        }
        return hash;
    }
}
