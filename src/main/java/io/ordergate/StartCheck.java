package io.ordergate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** Refuses to start with settings that cannot serve customers, naming everything that is missing at once. */
class StartCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final Set<String> PRODUCTION = Set.of("production", "prod");
    private static final String EMBEDDED = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";

    /** Says in one line what is missing. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(List<String> reasons) {
            super("Ordergate cannot start: " + String.join("; ", reasons), null, false, false);
        }
    }

    /** After the settings are read, before the log is opened: what is said here is all that is said. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 15;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        var embedded = ClassUtils.isPresent(EMBEDDED, getClass().getClassLoader());
        var reasons = missing(event.getEnvironment(), embedded);
        if (!reasons.isEmpty()) {
            throw new Refused(reasons);
        }
    }

    static List<String> missing(Environment settings, boolean embeddedDatabase) {
        var production = isProduction(settings);
        var reasons = new ArrayList<String>();
        if (isBlank(settings.getProperty("DATABASE_URL")) && (production || !embeddedDatabase)) {
            reasons.add("DATABASE_URL is not set (postgresql://user:password@host:5432/database)");
        }
        reasons.addAll(SmsCredentials.missing(settings));
        reasons.addAll(SignInChecks.missing(settings));
        reasons.addAll(PaymentCredentials.missing(settings));
        if (production) {
            reasons.addAll(missingInProduction(settings));
        }
        return reasons;
    }

    /** By its name, or by the profile that the name would have chosen. */
    private static boolean isProduction(Environment settings) {
        var named = settings.getProperty("ordergate.environment", "").strip().toLowerCase(Locale.ROOT);
        return PRODUCTION.contains(named)
                || Arrays.stream(settings.getActiveProfiles()).anyMatch(PRODUCTION::contains);
    }

    private static List<String> missingInProduction(Environment settings) {
        var reasons = new ArrayList<String>();
        if (isBlank(settings.getProperty("ordergate.secret.key"))) {
            reasons.add("SECRET_KEY is not set (at least 32 characters)");
        }
        if (SmsCredentials.chosen(settings).contains("console")) {
            reasons.add("SMS_PROVIDER is console, which writes codes to the log instead of sending them");
        }
        var origins = list(settings, "ordergate.web.allowed-origins");
        if (origins.stream().anyMatch(origin -> origin.matches("[\\[\"'\\s]*\\*[\\]\"'\\s]*"))) {
            reasons.add("ALLOWED_ORIGINS is a wildcard: name the origins");
        }
        if (list(settings, "ordergate.otp.test-numbers").stream().anyMatch(StartCheck::isForEver)) {
            reasons.add("OTP_TEST_NUMBERS has a number without its last day (+8801700000000:424242:2027-01-31)");
        }
        reasons.addAll(SignInChecks.missingInProduction(settings));
        return reasons;
    }

    /** A fixed code that nobody takes away is a back door. */
    private static boolean isForEver(String testNumber) {
        return !testNumber.isEmpty() && testNumber.split(":", -1).length < 3;
    }

    private static List<String> list(Environment settings, String name) {
        var text = settings.getProperty(name, "");
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static boolean isBlank(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
