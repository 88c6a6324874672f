package io.ordergate.support;

import java.util.List;

/** Secret keys for tests, the current one first. */
public final class Secrets {

    private Secrets() {}

    public static SecretKeys of(String current, String... previous) {
        return new SecretKeys(new SecretSettings(current, List.of(previous)));
    }
}
