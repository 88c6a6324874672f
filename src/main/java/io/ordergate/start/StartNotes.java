package io.ordergate.start;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/** Warns of risks that do not stop the start, in one line each. */
@Component
class StartNotes implements ApplicationListener<ApplicationStartedEvent> {

    private static final Logger log = LoggerFactory.getLogger(StartNotes.class);

    @Override
    public void onApplicationEvent(ApplicationStartedEvent event) {
        notes(event.getApplicationContext().getEnvironment()).forEach(log::warn);
    }

    static List<String> notes(Environment settings) {
        var notes = new ArrayList<String>();
        if (EnvironmentName.isStrict(settings)) {
            if (!has(settings, "ordergate.sms.guard.countries") && !has(settings, "ordergate.sms.guard.daily-cap")) {
                notes.add("Neither SMS_ALLOWED_COUNTRIES nor SMS_DAILY_SPEND_CAP is set: texts go to every country, and"
                        + " nothing but the budgets of codes limits what they cost");
            }
            return notes;
        }
        var key = settings.getProperty("ordergate.secret.key", "");
        var weakness = key.isBlank() ? "" : SecretChecks.weakness(key, SecretChecks.KEY_BITS);
        if (!weakness.isEmpty()) {
            notes.add("SECRET_KEY " + weakness + ": only development and test start with it");
        }
        return notes;
    }

    private static boolean has(Environment settings, String name) {
        return StringUtils.hasText(settings.getProperty(name));
    }
}
