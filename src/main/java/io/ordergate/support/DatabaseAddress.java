package io.ordergate.support;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Where the database is, read from the URL form that shops have in their environment. */
public record DatabaseAddress(
        String host, int port, String database, String username, String password, String sslMode) {

    private static final int DEFAULT_PORT = 5432;

    /**
     * Reads {@code postgresql://user:pass@host:port/db?sslmode=require}; a driver's name behind a plus sign
     * ({@code postgresql+asyncpg}) is passed over.
     *
     * @throws IllegalArgumentException when it is no such URL; the message does not repeat it, since it holds a password
     */
    public static DatabaseAddress parse(String url) {
        try {
            var uri = URI.create(url.strip());
            var scheme = String.valueOf(uri.getScheme());
            if (!scheme.matches("(postgres|postgresql)(\\+\\w+)?") || uri.getHost() == null) {
                throw new IllegalArgumentException("scheme or host");
            }
            var user = String.valueOf(uri.getRawUserInfo()).split(":", 2);
            return new DatabaseAddress(
                    uri.getHost(),
                    uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                    decoded(uri.getRawPath().substring(1)),
                    decoded(user[0]),
                    user.length < 2 ? "" : decoded(user[1]),
                    query(uri).getOrDefault("sslmode", "disable"));
        } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
            throw new IllegalArgumentException(
                    "DATABASE_URL is not of the form postgresql://user:password@host:5432/database");
        }
    }

    /** For the driver that migrations use. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?sslmode=" + sslMode;
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }

    private static Map<String, String> query(URI uri) {
        var parameters = new HashMap<String, String>();
        var query = uri.getRawQuery();
        if (query != null) {
            for (var pair : query.split("&", -1)) {
                var parts = pair.split("=", 2);
                parameters.put(parts[0], parts.length < 2 ? "" : decoded(parts[1]));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
