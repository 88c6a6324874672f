package io.ordergate.start;

import io.ordergate.support.StartRequirements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** What each SMS provider needs before it can be asked to send. */
class SmsCredentials implements StartRequirements {

    private static final String SETTINGS = "ordergate.sms.";

    /** A variable that an operator sets, and the settings of which one at least must then be there. */
    private record Need(String variable, List<String> settings) {

        private Need(String variable, String... settings) {
            this(variable, List.of(settings));
        }

        private boolean isUnmet(Environment environment) {
            return settings.stream()
                    .noneMatch(setting -> StringUtils.hasText(environment.getProperty(SETTINGS + setting)));
        }
    }

    private static final Map<String, List<Need>> NEEDS = Map.of(
            "console", List.of(),
            "infobip", List.of(new Need("INFOBIP_API_KEY", "infobip.api-key")),
            "twilio",
                    List.of(
                            new Need("TWILIO_ACCOUNT_SID", "twilio.account-sid"),
                            new Need("TWILIO_AUTH_TOKEN", "twilio.auth-token"),
                            new Need(
                                    "TWILIO_PHONE_NUMBER or TWILIO_MESSAGING_SERVICE_SID",
                                    "twilio.phone-number",
                                    "twilio.messaging-service-sid")),
            "aws_sns",
                    List.of(
                            new Need("AWS_REGION", "aws.region"),
                            new Need("AWS_ACCESS_KEY_ID", "aws.access-key-id"),
                            new Need("AWS_SECRET_ACCESS_KEY", "aws.secret-access-key")),
            "africastalking",
                    List.of(
                            new Need("AFRICASTALKING_USERNAME", "africastalking.username"),
                            new Need("AFRICASTALKING_API_KEY", "africastalking.api-key")));

    /** What those need that make the codes themselves; they need no sender of their own. */
    private static final Map<String, List<Need>> MANAGED_NEEDS = Map.of(
            "infobip",
                    List.of(
                            new Need("INFOBIP_API_KEY", "infobip.api-key"),
                            new Need("INFOBIP_APP_ID", "infobip.app-id"),
                            new Need("INFOBIP_MESSAGE_ID", "infobip.message-id")),
            "twilio",
                    List.of(
                            new Need("TWILIO_ACCOUNT_SID", "twilio.account-sid"),
                            new Need("TWILIO_AUTH_TOKEN", "twilio.auth-token"),
                            new Need("TWILIO_VERIFY_SERVICE_SID", "twilio.verify-service-sid")));

    /** Every provider that SMS_ROUTES names and, unless it has a route for all countries, SMS_PROVIDER. */
    static Set<String> chosen(Environment environment) {
        var routes = Arrays.stream(
                        environment.getProperty(SETTINGS + "routes", "").split(";", -1))
                .filter(StringUtils::hasText)
                .toList();
        var listed = routes.stream().map(route -> route.substring(route.indexOf(':') + 1));
        var forAll = routes.stream().anyMatch(route -> route.strip().startsWith("*"))
                ? Stream.<String>empty()
                : Stream.of(environment.getProperty(SETTINGS + "providers", ""));
        var names = new TreeSet<String>();
        Stream.concat(listed, forAll)
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return names;
    }

    /**
     * Providers that have all they need. Not SNS: credentials of AWS may be there for something else.
     */
    static List<String> complete(Environment environment) {
        return NEEDS.keySet().stream()
                .filter(name -> !name.equals("console") && !name.equals("aws_sns"))
                .filter(name ->
                        NEEDS.getOrDefault(name, List.of()).stream().noneMatch(need -> need.isUnmet(environment)))
                .sorted()
                .toList();
    }

    @Override
    public List<String> missing(Environment environment) {
        var reasons = new ArrayList<String>();
        var managed = isManaged(environment);
        for (var name : chosen(environment)) {
            var needs = managed ? MANAGED_NEEDS.get(name) : null;
            needs = needs == null ? NEEDS.get(name) : needs;
            if (needs == null) {
                reasons.add("SMS_PROVIDER or SMS_ROUTES names an unknown provider: " + name + " (known: "
                        + String.join(", ", new TreeSet<>(NEEDS.keySet())) + ")");
            } else {
                needs.stream()
                        .filter(need -> need.isUnmet(environment))
                        .forEach(need ->
                                reasons.add(need.variable() + " is not set (SMS provider " + name + " needs it)"));
            }
        }
        return reasons;
    }

    @Override
    public List<String> missingInProduction(Environment environment) {
        return chosen(environment).contains("console")
                ? List.of("SMS_PROVIDER is console, which writes codes to the log instead of sending them")
                : List.of();
    }

    @Override
    public List<String> urls() {
        return List.of("TWILIO_BASE_URL", "TWILIO_VERIFY_BASE_URL", "AWS_SNS_BASE_URL", "AFRICASTALKING_BASE_URL");
    }

    /** Whether providers make the codes; the gateway of those decides by the same rule. */
    private static boolean isManaged(Environment environment) {
        var template = Stream.of("infobip.app-id", "infobip.message-id")
                .allMatch(setting -> StringUtils.hasText(environment.getProperty(SETTINGS + setting)));
        var infobip =
                environment.getProperty(SETTINGS + "providers", "").strip().equals("infobip");
        var mode = environment.getProperty("ordergate.otp.mode", "").strip();
        return mode.isEmpty() ? template && infobip : mode.equalsIgnoreCase("managed");
    }
}
