package io.ordergate.start;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Refuses what must not be in production: a connection to the database that others can read, a password that others know. */
final class DatabaseChecks {

    private static final List<String> SETTINGS =
            List.of("DATABASE_URL", "DATABASE_MIGRATION_URL", "DATABASE_REPLICA_URL", "DATABASE_LISTEN_URL");
    private static final Pattern ADDRESS = Pattern.compile(
            "://((?<user>[^:@/\\s]*)(:(?<password>[^@/\\s]*))?@)?(?<hosts>[^/@?]+)[^?]*(\\?(?<query>.*))?");
    private static final Pattern SSL_MODE = Pattern.compile("(?:^|&)sslmode=([^&]*)");
    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Set<String> SURELY_TLS = Set.of("require", "verify-ca", "verify-full");
    private static final Set<String> KNOWN_PASSWORDS = Set.of(
            "postgres",
            "password",
            "passwd",
            "pass",
            "secret",
            "changeme",
            "admin",
            "root",
            "test",
            "example",
            "db",
            "user",
            "default",
            "123456",
            "12345678",
            "letmein",
            "ordergate",
            "ordergate_app");

    private DatabaseChecks() {}

    static List<String> missingInProduction(Environment settings) {
        var reasons = new ArrayList<String>();
        var plain = Arrays.stream(
                        settings.getProperty("DATABASE_PLAINTEXT_HOSTS", "").split(",", -1))
                .map(String::strip)
                .toList();
        for (var setting : SETTINGS) {
            var address = ADDRESS.matcher(settings.getProperty(setting, ""));
            var others = address.find() ? otherMachines(address.group("hosts")) : List.<String>of();
            if (!others.isEmpty()) {
                if (!plain.containsAll(others) && !SURELY_TLS.contains(sslMode(address.group("query")))) {
                    reasons.add(setting
                            + " asks for no TLS on the way to another machine: add ?sslmode=verify-full, or name"
                            + " the host in DATABASE_PLAINTEXT_HOSTS where nobody can listen");
                }
                if (isKnown(address.group("password"), address.group("user"))) {
                    reasons.add(setting + " has a password that everybody knows");
                }
            }
        }
        return reasons;
    }

    private static List<String> otherMachines(String hosts) {
        return Arrays.stream(hosts.split(",", -1))
                .map(host -> host.replaceFirst(":\\d*$", ""))
                .filter(host -> !THIS_MACHINE.matcher(host).matches())
                .toList();
    }

    private static String sslMode(@Nullable String query) {
        var mode = SSL_MODE.matcher(query == null ? "" : query);
        return mode.find() ? mode.group(1).strip() : "";
    }

    private static boolean isKnown(@Nullable String password, @Nullable String user) {
        return password != null
                && !password.isEmpty()
                && (password.equals(user) || KNOWN_PASSWORDS.contains(password.toLowerCase(Locale.ROOT)));
    }
}
