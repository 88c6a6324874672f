package io.ordergate.web.route;

import java.util.Set;

/** Paths that anyone may call without a token. A feature declares them beside its routes; all other paths need a token. */
public record PublicPaths(Set<String> paths) {

    public static PublicPaths of(String... paths) {
        return new PublicPaths(Set.of(paths));
    }
}
