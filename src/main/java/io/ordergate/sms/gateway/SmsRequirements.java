package io.ordergate.sms.gateway;

import io.ordergate.sms.SmsProvider;
import io.ordergate.support.RoomScan;
import io.ordergate.support.StartRequirements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Refuses a start where a chosen SMS provider lacks settings, is unknown, or is not for customers. */
class SmsRequirements implements StartRequirements {

    private static final Map<String, SmsProvider> PROVIDERS = RoomScan.find(SmsProvider.class).stream()
            .collect(Collectors.toMap(SmsProvider::name, provider -> provider, (one, other) -> one, TreeMap::new));

    @Override
    public List<String> missing(Environment settings) {
        var reasons = new ArrayList<String>();
        var managed = isManaged(settings);
        for (var name : chosen(settings)) {
            var provider = PROVIDERS.get(name);
            if (provider == null) {
                reasons.add("SMS_PROVIDER or SMS_ROUTES names an unknown provider: " + name + " (known: "
                        + String.join(", ", PROVIDERS.keySet()) + ")");
            } else {
                (managed ? provider.needsForCodes() : provider.needs())
                        .stream()
                                .filter(setting -> setting.isMissing(settings))
                                .forEach(setting -> reasons.add(
                                        setting.variable() + " is not set (SMS provider " + name + " needs it)"));
            }
        }
        return reasons;
    }

    @Override
    public List<String> missingInProduction(Environment settings) {
        return chosen(settings).stream()
                .map(PROVIDERS::get)
                .filter(provider ->
                        provider != null && !provider.dangerInProduction().isEmpty())
                .map(provider -> "SMS_PROVIDER is " + provider.name() + ", which " + provider.dangerInProduction())
                .toList();
    }

    @Override
    public List<String> urls() {
        return PROVIDERS.values().stream()
                .flatMap(provider -> provider.urls().stream())
                .toList();
    }

    /** Names of providers whose complete settings choose the provider. */
    static List<String> complete(Environment settings) {
        return PROVIDERS.values().stream()
                .filter(SmsProvider::isChosenByItsSettings)
                .filter(provider -> provider.needs().stream().noneMatch(setting -> setting.isMissing(settings)))
                .map(SmsProvider::name)
                .toList();
    }

    /** All providers that SMS_ROUTES names and, unless SMS_ROUTES has a route for all countries, SMS_PROVIDER. */
    private static Set<String> chosen(Environment settings) {
        var routes = Arrays.stream(
                        settings.getProperty("ordergate.sms.routes", "").split(";", -1))
                .filter(StringUtils::hasText)
                .toList();
        var listed = routes.stream().map(route -> route.substring(route.indexOf(':') + 1));
        var forAll = routes.stream().anyMatch(route -> route.strip().startsWith("*"))
                ? Stream.<String>empty()
                : Stream.of(settings.getProperty("ordergate.sms.providers", ""));
        return Stream.concat(listed, forAll)
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether providers make the codes, as {@link CodeMode} decides; a mode that is not understood is refused later. */
    private static boolean isManaged(Environment settings) {
        var mode = settings.getProperty("ordergate.otp.mode", "").strip();
        var only = PROVIDERS.get(
                settings.getProperty("ordergate.sms.providers", "").strip());
        return mode.isEmpty() ? only != null && only.makesCodes(settings) : mode.equalsIgnoreCase(CodeMode.MANAGED);
    }
}
