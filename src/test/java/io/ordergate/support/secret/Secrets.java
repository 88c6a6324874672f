package io.ordergate.support.secret;

import io.ordergate.support.secret.SecretKeys.SecretKey;
import java.time.Clock;
import java.util.List;

/** Secret keys for tests, the current one first. */
public final class Secrets {

    private Secrets() {}

    public static SecretKeys of(String current, String... previous) {
        return new SecretKeys(new SecretSettings(current, List.of(previous), true, null, null));
    }

    /** Ids by this clock, with the buckets that everybody knows. */
    public static Ids ids(Clock clock) {
        return new Ids(clock, new SecretSettings(null, List.of(), true, null, null));
    }

    /** The key of this secret as it was before there was a key for each use. */
    public static SecretKey direct(String secret) {
        return of(secret).all().get(1);
    }
}
