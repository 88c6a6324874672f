package io.ordergate.web;

import java.util.Set;

/** Paths that anyone may call without a token. A feature declares its own beside its routes; all others need one. */
public record OpenPaths(Set<String> paths) {

    public static OpenPaths of(String... paths) {
        return new OpenPaths(Set.of(paths));
    }
}
