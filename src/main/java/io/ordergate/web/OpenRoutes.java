package io.ordergate.web;

import java.util.Set;

/** Paths that anyone may call without a token. A feature declares its own beside its routes; all others need one. */
public record OpenRoutes(Set<String> paths) {

    public static OpenRoutes of(String... paths) {
        return new OpenRoutes(Set.of(paths));
    }
}
