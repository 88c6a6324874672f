package io.ordergate.support.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the database is, read from the URL form that shops have in their environment. */
public record DatabaseAddress(
        String host, int port, String database, String username, String password, String sslMode, String sslRootCert) {

    private static final int DEFAULT_PORT = 5432;
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** Not {@link java.net.URI}, which knows no underscore in a host; compose files do. */
    private static final Pattern URL = Pattern.compile("postgres(ql)?(\\+\\w+)?://"
            + "((?<user>[^:@/\\s]+)(:(?<password>[^@/\\s]*))?@)?(?<host>\\[[^\\]]+]|[^:/@?]+)(:(?<port>\\d{0,5}))?"
            + "/(?<database>[^/?]+)(\\?(?<query>.*))?");

    /** Without a file of certificates: those that the JVM trusts. */
    public DatabaseAddress(String host, int port, String database, String username, String password, String sslMode) {
        this(host, port, database, username, password, sslMode, "");
    }

    /**
     * Reads {@code postgresql://user:pass@host:port/db?sslmode=require}; a driver's name behind a plus sign
     * ({@code postgresql+asyncpg}) is passed over.
     *
     * @throws IllegalArgumentException when it is no such URL; the message does not repeat it, since it holds a password
     */
    public static DatabaseAddress parse(String url) {
        return parse("DATABASE_URL", url);
    }

    /** The same for a setting of another name, which the refusal names. */
    static DatabaseAddress parse(String setting, String url) {
        var parts = URL.matcher(url.strip());
        if (!parts.matches()) {
            throw unreadable(setting);
        }
        try {
            var query = query(orEmpty(parts.group("query")));
            var sslMode = query.getOrDefault("sslmode", "disable");
            if (!SSL_MODES.contains(sslMode)) {
                throw unreadable(setting);
            }
            return new DatabaseAddress(
                    parts.group("host"),
                    orEmpty(parts.group("port")).isEmpty() ? DEFAULT_PORT : Integer.parseInt(parts.group("port")),
                    decoded(parts.group("database")),
                    decoded(orEmpty(parts.group("user"))),
                    decoded(orEmpty(parts.group("password"))),
                    sslMode,
                    query.getOrDefault("sslrootcert", ""));
        } catch (IllegalArgumentException badEscape) {
            throw unreadable(setting);
        }
    }

    /** For the driver that migrations use. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?sslmode=" + sslMode + trust();
    }

    /** The driver of migrations would look for a file of certificates of its own, where the other asks the JVM. */
    private String trust() {
        if (!sslMode.startsWith("verify-")) {
            return "";
        }
        return sslRootCert.isEmpty()
                ? "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory"
                : "&sslrootcert=" + URLEncoder.encode(sslRootCert, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }

    private static Map<String, String> query(String query) {
        var parameters = new HashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            var parts = pair.split("=", 2);
            parameters.put(parts[0], parts.length < 2 ? "" : decoded(parts[1]));
        }
        return parameters;
    }

    private static String orEmpty(@Nullable String part) {
        return part == null ? "" : part;
    }

    private static IllegalArgumentException unreadable(String setting) {
        return new IllegalArgumentException(
                setting + " is not of the form postgresql://user:password@host:5432/database?sslmode=verify-full");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
