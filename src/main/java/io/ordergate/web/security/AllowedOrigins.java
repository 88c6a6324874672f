package io.ordergate.web.security;

import io.ordergate.support.LogLines;
import io.ordergate.web.request.WebSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Origins whose pages may call: those that the operator names, patterns of them, and in development every port of the developer's
 * machine. Only an origin that is named as it is may send the cookie of a sign-in.
 */
@Component
class AllowedOrigins {

    private static final Logger log = LoggerFactory.getLogger(AllowedOrigins.class);

    /** A whole label at the front of a name with two labels or more, or the port. */
    private static final Pattern PATTERN = Pattern.compile(
            "https?://(\\*\\.[a-z0-9-]+(\\.[a-z0-9-]+)+|[a-z0-9-]+(\\.[a-z0-9-]+)*|\\[[0-9a-f:]+])(:([0-9]+|\\*))?");

    private static final List<String> OF_DEVELOPERS = List.of("http://localhost:*", "http://127.0.0.1:*");
    private static final int LONGEST_SHOWN = 100;

    private final Set<String> named = new HashSet<>();
    private final List<Pattern> patterns = new ArrayList<>();
    private final boolean everybody;
    private final LogLines lines;

    AllowedOrigins(WebSettings settings, Environment environment, LogLines lines) {
        this.lines = lines;
        everybody = settings.allowedOrigins().contains(CorsConfiguration.ALL);
        settings.allowedOrigins().stream()
                .filter(origin -> !origin.equals(CorsConfiguration.ALL))
                .forEach(this::add);
        if ("development".equals(environment.getProperty("ordergate.environment"))) {
            OF_DEVELOPERS.forEach(this::add);
            patterns.add(Pattern.compile("http://(localhost|127\\.0\\.0\\.1)")); // the port of HTTP is not written
        }
    }

    /** Whether the operator has named this very origin, so that its pages may send the cookie of a sign-in. */
    boolean isNamed(@Nullable String origin) {
        return origin != null && named.contains(origin);
    }

    /** What the answer to a page of this origin says of who may read it; null when the origin may not call. */
    @Nullable
    String allowed(String origin) {
        if (isNamed(origin)
                || patterns.stream().anyMatch(pattern -> pattern.matcher(origin).matches())) {
            return origin;
        }
        if (everybody) {
            return CorsConfiguration.ALL;
        }
        lines.warnOnce(
                log,
                "origin-refused",
                "Pages of " + shown(origin) + " may not call: if they are yours, name their origin in ALLOWED_ORIGINS");
        return null;
    }

    private void add(String origin) {
        if (!origin.contains(CorsConfiguration.ALL)) {
            named.add(origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin);
            return;
        }
        if (!PATTERN.matcher(origin).matches()) {
            throw new IllegalArgumentException(
                    "ALLOWED_ORIGINS is not understood: write origins such as https://shop.example, or patterns such as"
                            + " https://*.shop.example and http://localhost:*");
        }
        patterns.add(Pattern.compile(Pattern.quote(origin)
                .replace("://*.", "://\\E[a-z0-9-]+(\\.[a-z0-9-]+)*\\Q.")
                .replace(":*", ":\\E[0-9]{1,5}\\Q")));
    }

    /** The origin as a line of the log may have it: whoever calls has written it. */
    private static String shown(String origin) {
        var plain = origin.replaceAll("[^A-Za-z0-9:/.\\-\\[\\]]", "?");
        return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "...";
    }
}
