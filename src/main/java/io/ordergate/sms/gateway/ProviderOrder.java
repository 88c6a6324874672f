package io.ordergate.sms.gateway;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The providers of each country, the first one first. */
record ProviderOrder(Map<String, List<String>> byCountry, List<String> elsewhere) {

    private static final String ELSEWHERE = "*";

    /**
     * @param routes {@code BD:one,other;KE:third;*:other}, with the names of providers
     * @param providers the order for countries without a route, unless {@code *} has one
     */
    static ProviderOrder of(String routes, List<String> providers) {
        var byCountry = new HashMap<String, List<String>>();
        for (var route : routes.split(";", -1)) {
            if (!route.isBlank()) {
                add(byCountry, route);
            }
        }
        var elsewhere = byCountry.remove(ELSEWHERE);
        return new ProviderOrder(Map.copyOf(byCountry), elsewhere == null ? List.copyOf(providers) : elsewhere);
    }

    List<String> of(String country) {
        return byCountry.getOrDefault(country, elsewhere);
    }

    /** The names of all providers in use. */
    Set<String> names() {
        var names = new TreeSet<>(elsewhere);
        byCountry.values().forEach(names::addAll);
        return names;
    }

    private static void add(Map<String, List<String>> byCountry, String route) {
        var colon = route.indexOf(':');
        var country = colon < 0 ? "" : route.substring(0, colon).strip().toUpperCase(Locale.ROOT);
        var providers = Arrays.stream(route.substring(colon + 1).split(",", -1))
                .map(String::strip)
                .toList();
        if (country.isEmpty() || providers.contains("") || byCountry.put(country, providers) != null) {
            throw new IllegalStateException("SMS_ROUTES is not understood at '" + route.strip()
                    + "': write BD:first,second;*:second, with names of providers");
        }
    }
}
