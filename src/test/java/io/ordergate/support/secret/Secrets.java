package io.ordergate.support.secret;

import io.ordergate.support.secret.SecretKeys.SecretKey;
import java.util.List;

/** Secret keys for tests, the current one first. */
public final class Secrets {

    private Secrets() {}

    public static SecretKeys of(String current, String... previous) {
        return new SecretKeys(new SecretSettings(current, List.of(previous), true, null));
    }

    /** The key of this secret as it was before there was a key for each use. */
    public static SecretKey direct(String secret) {
        return of(secret).all().get(1);
    }
}
