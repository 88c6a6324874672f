package io.ordergate.web.health;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the service is: all in all, and each thing that it needs. */
record HealthReport(String status, Map<String, String> checks) {

    /** The one check without which nothing works. */
    static final String DATABASE = "database";

    private static final List<String> WELL = List.of("up", "unknown");
    private static final String DOWN = "down";

    static HealthReport of(Map<String, String> checks) {
        return new HealthReport(status(checks), new TreeMap<>(checks));
    }

    boolean works() {
        return !status.equals(DOWN);
    }

    private static String status(Map<String, String> checks) {
        if (!"up".equals(checks.get(DATABASE))) {
            return DOWN;
        }
        return WELL.containsAll(checks.values()) ? "up" : "degraded";
    }
}
