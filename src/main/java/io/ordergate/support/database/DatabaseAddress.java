package io.ordergate.support.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, read from the URL form that shops have in their environment.
 *
 * @param hosts the servers of one database, asked in this sequence
 * @param parameters the parameters of the URL, by the names that libpq and its wrappers have for them
 */
public record DatabaseAddress(
        List<Host> hosts, String database, String username, String password, Map<String, String> parameters) {

    private static final int DEFAULT_PORT = 5432;
    private static final int LAST_PORT = 65535;
    private static final String SSL_MODE = "sslmode";
    private static final String SSL_ROOT_CERT = "sslrootcert";
    private static final String APPLICATION_NAME = "application_name";
    private static final String CONNECT_TIMEOUT = "connect_timeout";
    private static final String TARGET = "targetServerType";

    private static final List<String> CHECKED = List.of("require", "verify-ca", "verify-full");

    /** What each parameter may be. */
    private static final Map<String, Pattern> PARAMETERS = Map.of(
            SSL_MODE, Pattern.compile("disable|allow|prefer|require|verify-ca|verify-full"),
            SSL_ROOT_CERT, Pattern.compile(".*"),
            APPLICATION_NAME, Pattern.compile("[ -~]{1,63}"),
            CONNECT_TIMEOUT, Pattern.compile("[1-9]\\d{0,2}"),
            TARGET, Pattern.compile("any|primary"));

    private static final Pattern NAME = Pattern.compile("\\w{1,40}");

    /** Not {@link java.net.URI}, which knows no underscore in a host and no list of hosts; compose files and clusters do. */
    private static final Pattern URL = Pattern.compile(
            "postgres(ql)?(\\+\\w+)?://((?<user>[^:@/\\s]+)(:(?<password>[^@/\\s]*))?@)?(?<hosts>HOST(,HOST)*)"
                            .replace("HOST", "(\\[[\\da-fA-F.]*:[\\da-fA-F:.]*]|[^\\[\\]:/@?,]+)(:\\d{0,5})?")
                    + "/(?<database>[^/?]+)(\\?(?<query>.*))?");

    private static final Pattern HOST = Pattern.compile("\\[?(?<name>[^\\[\\]]+?)]?(:(?<port>\\d*))?");

    /** One server; an IPv6 address is its name without brackets. */
    public record Host(String name, int port) {

        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /** One server, and nothing else said than whether it is reached by TLS. */
    public DatabaseAddress(String host, int port, String database, String username, String password, String sslMode) {
        this(List.of(new Host(host, port)), database, username, password, Map.of(SSL_MODE, sslMode));
    }

    /**
     * Reads {@code postgresql://user:pass@host:port,host:port/db?sslmode=require}; a driver's name behind a plus sign
     * ({@code postgresql+asyncpg}) is passed over.
     *
     * @throws IllegalArgumentException when it is no such URL or has a parameter that nobody would heed; the message repeats no
     *     more than the name of the parameter, since the URL holds a password
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
        return new DatabaseAddress(
                Stream.of(parts.group("hosts").split(",", -1))
                        .map(host -> host(setting, host))
                        .toList(),
                decoded(setting, parts.group("database")),
                decoded(setting, orEmpty(parts.group("user"))),
                decoded(setting, orEmpty(parts.group("password"))),
                parameters(setting, orEmpty(parts.group("query"))));
    }

    /** Where certificates are named, they are checked, as libpq does. */
    String sslMode() {
        var asked = parameters.getOrDefault(SSL_MODE, "prefer");
        return asked.equals("require") && !sslRootCert().isEmpty() ? "verify-ca" : asked;
    }

    /** A file of certificates; empty for those that the JVM trusts. */
    String sslRootCert() {
        return parameters.getOrDefault(SSL_ROOT_CERT, "");
    }

    String applicationName() {
        return parameters.getOrDefault(APPLICATION_NAME, "ordergate");
    }

    /** How long one server may take to answer; where the URL does not say it, all of them together get that time. */
    Duration connectTimeout(Duration usual, Duration together) {
        var said = parameters.get(CONNECT_TIMEOUT);
        var share = together.dividedBy(hosts.size());
        return said != null ? Duration.ofSeconds(Long.parseLong(said)) : usual.compareTo(share) < 0 ? usual : share;
    }

    /** Whether servers that cannot be written to are passed over: among several only one can. */
    boolean primaryOnly() {
        return parameters
                .getOrDefault(TARGET, hosts.size() > 1 ? "primary" : "any")
                .equals("primary");
    }

    /** The same servers, of which any is good unless the URL says otherwise: replicas cannot be written to. */
    DatabaseAddress ofAnyServer() {
        var all = new TreeMap<>(parameters);
        all.putIfAbsent(TARGET, "any");
        return new DatabaseAddress(hosts, database, username, password, all);
    }

    /** For the driver that migrations use; without statements that have names, which a pooler would give to others. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + this + "?sslmode=" + sslMode() + trust()
                + (primaryOnly() ? "&targetServerType=primary" : "")
                + passedOn(APPLICATION_NAME, "ApplicationName")
                + passedOn(CONNECT_TIMEOUT, "connectTimeout")
                + "&prepareThreshold=0";
    }

    private String passedOn(String parameter, String name) {
        var value = parameters.get(parameter);
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** The driver of migrations would look for a file of certificates of its own, where the other asks the JVM. */
    private String trust() {
        if (!sslMode().startsWith("verify-")) {
            return "";
        }
        return sslRootCert().isEmpty()
                ? "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory"
                : passedOn(SSL_ROOT_CERT, SSL_ROOT_CERT);
    }

    @Override
    public String toString() {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/" + database;
    }

    private static Host host(String setting, String text) {
        var parts = HOST.matcher(text);
        if (!parts.matches()) {
            throw unreadable(setting);
        }
        var port = orEmpty(parts.group("port"));
        var number = port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port);
        if (number > LAST_PORT) {
            throw unreadable(setting);
        }
        return new Host(parts.group("name"), number);
    }

    /** One that stands twice is refused, too: nobody knows which of the two counts. */
    private static Map<String, String> parameters(String setting, String query) {
        var parameters = new TreeMap<String, String>();
        for (var pair : query.isEmpty() ? List.<String>of() : List.of(query.split("&", -1))) {
            var parts = pair.split("=", 2);
            var name = parts[0];
            if (!NAME.matcher(name).matches()) {
                throw unreadable(setting);
            }
            var form = PARAMETERS.get(name);
            if (form == null) {
                throw new IllegalArgumentException(setting + " has the parameter " + name + ", which is none of "
                        + String.join(", ", new TreeSet<>(PARAMETERS.keySet())));
            }
            var value = parts.length < 2 ? "" : decoded(setting, parts[1]);
            if (!form.matcher(value).matches() || parameters.put(name, value) != null) {
                throw new IllegalArgumentException(
                        unreadable(setting).getMessage() + ", with " + name + " once and as " + form);
            }
        }
        if (parameters.containsKey(SSL_ROOT_CERT) && !CHECKED.contains(parameters.getOrDefault(SSL_MODE, ""))) {
            throw new IllegalArgumentException(
                    setting + " has the parameter sslrootcert, which counts only with sslmode as one of "
                            + String.join(", ", CHECKED));
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

    private static String decoded(String setting, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            throw unreadable(setting);
        }
    }
}
