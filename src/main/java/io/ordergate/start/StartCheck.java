package io.ordergate.start;

import io.ordergate.support.StartRequirements;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Refuses to start with settings that are missing or not fit for customers, with all reasons at once. */
public class StartCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final int LEAST_KEY_BYTES = 32;
    private static final int WEBHOOK_SECRET_BITS = 48;
    private static final String DRAW = " (`openssl rand -base64 48` draws a good one)";

    /** A refused start, with its reasons in one line. */
    static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refusal(List<String> reasons) {
            super(line(reasons), null, false, false);
        }

        static String line(List<String> reasons) {
            return "Ordergate cannot start: " + String.join("; ", reasons);
        }
    }

    /** After the settings are read, and before the log is opened, so that the reasons are the only output. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 15;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        var reasons = missing(event.getEnvironment(), EnvironmentName.hasDatabase());
        if (!reasons.isEmpty()) {
            throw new Refusal(reasons);
        }
    }

    static List<String> missing(Environment settings, boolean embeddedDatabase) {
        var strict = EnvironmentName.isStrict(settings);
        var reasons = new ArrayList<String>();
        if (isBlank(settings.getProperty("DATABASE_URL")) && (strict || !embeddedDatabase)) {
            reasons.add("DATABASE_URL is not set (postgresql://user:password@host:5432/database)");
        }
        reasons.addAll(wrongPorts(settings));
        var features = features();
        reasons.addAll(ValueChecks.wrong(settings, features));
        features.forEach(feature -> reasons.addAll(feature.missing(settings)));
        if (strict) {
            reasons.addAll(missingInProduction(settings));
            features.forEach(feature -> reasons.addAll(feature.missingInProduction(settings)));
        }
        return reasons;
    }

    /** The requirements of all features, in the order of {@code spring.factories}. */
    private static List<StartRequirements> features() {
        return SpringFactoriesLoader.forDefaultResourceLocation(StartCheck.class.getClassLoader())
                .load(StartRequirements.class);
    }

    /** Reasons for ports that are no numbers, which Spring reads before anything can name the setting. */
    private static List<String> wrongPorts(Environment settings) {
        return Map.of("server.port", "PORT", "management.server.port", "MANAGEMENT_PORT").entrySet().stream()
                .filter(port ->
                        !settings.getProperty(port.getKey(), "0").strip().matches("\\d{0,5}"))
                .map(port -> port.getValue() + " is not a whole number")
                .toList();
    }

    private static List<String> missingInProduction(Environment settings) {
        var reasons = new ArrayList<String>();
        if (EnvironmentName.DEVELOPMENT.equals(settings.getProperty("ordergate.environment"))) {
            reasons.add("SPRING_PROFILES_ACTIVE names other profiles than development while ENVIRONMENT is development,"
                    + " where everybody can read codes");
        }
        reasons.addAll(weakSecrets(settings));
        reasons.addAll(DatabaseChecks.missingInProduction(settings));
        return reasons;
    }

    private static List<String> weakSecrets(Environment settings) {
        var reasons = new ArrayList<String>();
        var key = settings.getProperty("ordergate.secret.key", "");
        if (isBlank(key)) {
            reasons.add("SECRET_KEY is not set (at least 32 characters)");
        } else if (key.getBytes(StandardCharsets.UTF_8).length >= LEAST_KEY_BYTES) { // else SecretKeys refuses it
            addWeakness(reasons, "SECRET_KEY", key, SecretChecks.KEY_BITS);
        }
        var webhook = settings.getProperty("ordergate.sms.webhook.secret", "");
        if (!isBlank(webhook)) {
            addWeakness(reasons, "SMS_WEBHOOK_SECRET", webhook, WEBHOOK_SECRET_BITS);
        }
        return reasons;
    }

    private static void addWeakness(List<String> reasons, String setting, String secret, int bits) {
        var weakness = SecretChecks.weakness(secret, bits);
        if (!weakness.isEmpty()) {
            reasons.add(setting + " " + weakness + DRAW);
        }
    }

    private static boolean isBlank(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
