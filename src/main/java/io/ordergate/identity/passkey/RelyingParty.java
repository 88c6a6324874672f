package io.ordergate.identity.passkey;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * For whom passkeys are made: the host of PUBLIC_URL, or localhost in development. Pages of that host and of hosts below it use them,
 * where their origin is that of PUBLIC_URL or is named in ALLOWED_ORIGINS as it is; in development every port of localhost.
 */
@Component
class RelyingParty {

    private static final String LOCALHOST = "localhost";

    private final @Nullable String id;
    private final Set<String> origins;
    private final boolean development;
    private final String name;

    /** What passkeys need to know of the service. */
    @ConfigurationProperties("ordergate.passkey")
    record PasskeySettings(
            @DefaultValue("") String publicUrl,
            @DefaultValue List<String> allowedOrigins,
            @DefaultValue("Ordergate") String name) {}

    RelyingParty(PasskeySettings settings, Environment environment) {
        development = "development".equals(environment.getProperty("ordergate.environment"));
        var home = origin(settings.publicUrl());
        id = home != null ? host(home) : development ? LOCALHOST : null;
        origins = Stream.concat(
                        Stream.ofNullable(home),
                        settings.allowedOrigins().stream()
                                .map(RelyingParty::origin)
                                .filter(Objects::nonNull))
                .filter(origin -> isOurs(host(origin)))
                .collect(Collectors.toUnmodifiableSet());
        name = settings.name();
    }

    /** The domain of the passkeys; null where PUBLIC_URL is not set. */
    @Nullable
    String id() {
        return id;
    }

    /** What browsers show. */
    String name() {
        return name;
    }

    /** Whether a page of this origin may use the passkeys. */
    boolean allows(String origin) {
        return origins.contains(origin)
                || (development && LOCALHOST.equals(id) && origin.matches("http://localhost(:[0-9]{1,5})?"));
    }

    private boolean isOurs(String host) {
        return host.equals(id) || host.endsWith("." + id);
    }

    private static String host(String origin) {
        return String.valueOf(URI.create(origin).getHost());
    }

    /** The origin of a URL; null for anything else, such as a pattern. */
    private static @Nullable String origin(String url) {
        if (url.isBlank() || url.contains("*")) {
            return null;
        }
        var uri = URI.create(url.strip());
        var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getHost() == null ? null : uri.getScheme() + "://" + uri.getHost() + port;
    }
}
