package io.ordergate.dev;

import io.ordergate.support.StartRequirements;
import java.util.List;
import org.springframework.core.env.Environment;

/** Refuses samples where there are customers. */
class DemoRequirements implements StartRequirements {

    @Override
    public List<String> missing(Environment settings) {
        var isWanted = settings.getProperty("ordergate.dev.seed-demo", Boolean.class, false);
        var isDevelopment = settings.getProperty("ordergate.environment", "").equals("development");
        return isWanted && !isDevelopment
                ? List.of("SEED_DEMO writes sample orders, which only ENVIRONMENT=development may have")
                : List.of();
    }
}
