package io.ordergate.web.route;

import java.util.Set;

/**
 * Routes, as {@code GET /api/v1/users/me}, that a sign-in of staff may call before it has proven its second factor. A feature
 * declares them beside its routes; all other routes need the factor, where the account has one or must have one.
 */
public record FirstFactorRoutes(Set<String> routes) {

    public static FirstFactorRoutes of(String... routes) {
        return new FirstFactorRoutes(Set.of(routes));
    }
}
