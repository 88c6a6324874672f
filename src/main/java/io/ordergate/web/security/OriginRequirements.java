package io.ordergate.web.security;

import io.ordergate.support.StartRequirements;
import java.util.Arrays;
import java.util.List;
import org.springframework.core.env.Environment;

/** Refuses a wildcard among the allowed origins where customers are. */
class OriginRequirements implements StartRequirements {

    private static final String WILDCARD = "[\\[\"'\\s]*\\*[\\]\"'\\s]*";

    @Override
    public List<String> missing(Environment settings) {
        return List.of();
    }

    @Override
    public List<String> missingInProduction(Environment settings) {
        var origins = settings.getProperty("ordergate.web.allowed-origins", "").split(",", -1);
        return Arrays.stream(origins).anyMatch(origin -> origin.matches(WILDCARD))
                ? List.of("ALLOWED_ORIGINS is a wildcard: name the origins")
                : List.of();
    }
}
