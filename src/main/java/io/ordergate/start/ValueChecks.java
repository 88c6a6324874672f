package io.ordergate.start;

import io.ordergate.support.StartRequirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Refuses URLs and times that are not valid, which otherwise the first customer who needs one would find. */
final class ValueChecks {

    private static final Pattern TIME = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*):[^}]*}[smhd]\\s");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
    private static final Pattern URL = Pattern.compile("(?i)https?://[^\\s/?#@]+([/?#]\\S*)?");
    private static final List<String> URLS =
            List.of("PUBLIC_URL", "PAYMENT_RETURN_URL", "FIREBASE_TOOLKIT_URL", "FIREBASE_KEYS_URL");

    private ValueChecks() {}

    static List<String> wrong(Environment settings, List<StartRequirements> features) {
        var reasons = new ArrayList<String>();
        Stream.concat(URLS.stream(), features.stream().flatMap(feature -> feature.urls().stream()))
                .filter(name -> isSet(settings, name)
                        && !URL.matcher(value(settings, name)).matches())
                .forEach(name -> reasons.add(name + " is not a URL such as https://shop.example"));
        times().stream()
                .filter(name -> isSet(settings, name)
                        && !WHOLE.matcher(value(settings, name)).matches())
                .forEach(name -> reasons.add(name + " is not a whole number, zero or more"));
        return reasons;
    }

    /** Variables whose value is a number of seconds, minutes, hours or days. */
    static Set<String> times() {
        var names = new TreeSet<String>();
        try (var file = ValueChecks.class.getResourceAsStream("/application.yaml")) {
            if (file != null) {
                TIME.matcher(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                        .results()
                        .forEach(time -> names.add(time.group(1)));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return names;
    }

    private static boolean isSet(Environment settings, String name) {
        return StringUtils.hasText(settings.getProperty(name));
    }

    private static String value(Environment settings, String name) {
        return settings.getProperty(name, "").strip();
    }
}
