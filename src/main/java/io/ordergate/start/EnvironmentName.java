package io.ordergate.start;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/**
 * Normalises {@code ENVIRONMENT}. Every name but {@code development} and {@code test} is a production; without a name, everything
 * but the source tree is one, which has an embedded database. In production {@code /actuator} has a port of its own.
 */
class EnvironmentName implements EnvironmentPostProcessor, Ordered {

    static final String DEVELOPMENT = "development";

    private static final String VARIABLE = "ENVIRONMENT";
    private static final String MANAGEMENT_PORT = "MANAGEMENT_PORT";
    private static final Set<String> LENIENT = Set.of(DEVELOPMENT, "test");
    private static final String EMBEDDED = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";

    /** After {@code .env} is read, and before files of settings are chosen by the environment. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 9;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var name = plain(environment.getProperty(VARIABLE, ""));
        if (!name.matches("[a-z0-9_,-]*")) {
            throw new StartCheck.Refusal(List.of("ENVIRONMENT is not a name of letters, digits, - and _"));
        }
        var chosen = name.isEmpty() ? defaultName() : name;
        var values = new HashMap<String, Object>(Map.of(VARIABLE, chosen));
        values.putAll(management(environment, chosen));
        environment.getPropertySources().addFirst(new MapPropertySource("environment-name", values));
    }

    /** Whether settings that are not fit for customers stop the start. */
    static boolean isStrict(Environment settings) {
        var name = plain(settings.getProperty("ordergate.environment", ""));
        return !LENIENT.contains(name.isEmpty() ? defaultName() : name)
                || !LENIENT.containsAll(Arrays.asList(settings.getActiveProfiles()));
    }

    /** Whether the embedded database is on the class path. */
    static boolean hasDatabase() {
        return ClassUtils.isPresent(EMBEDDED, EnvironmentName.class.getClassLoader());
    }

    /** The port of {@code /actuator}; in production never the port of customers, who would reach {@code /actuator} there. */
    private static Map<String, Object> management(Environment settings, String chosen) {
        var customers = settings.getProperty("PORT", "8080").strip();
        var wanted = settings.getProperty(MANAGEMENT_PORT, "").strip();
        var port = wanted.isEmpty() && !LENIENT.contains(chosen) ? customers.equals("8081") ? "8082" : "8081" : wanted;
        return port.isEmpty() || (port.equals(customers) && !port.equals("0"))
                ? Map.of()
                : Map.of(
                        MANAGEMENT_PORT,
                        port,
                        "management.server.address",
                        settings.getProperty("MANAGEMENT_HOST", "127.0.0.1"));
    }

    private static String defaultName() {
        return hasDatabase() ? DEVELOPMENT : "production";
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
