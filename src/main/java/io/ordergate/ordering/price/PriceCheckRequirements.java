package io.ordergate.ordering.price;

import io.ordergate.support.StartRequirements;
import io.ordergate.support.secret.WebhookSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.core.env.Environment;

/** Refuses a shop's own service that is asked without a signature, beside a price list, or in plain text. */
class PriceCheckRequirements implements StartRequirements {

    private static final String SETTINGS = "ordergate.price.";

    @Override
    public List<String> missing(Environment settings) {
        var mode = setting(settings, "mode").toLowerCase(Locale.ROOT);
        if (setting(settings, "check-url").isEmpty()) {
            return mode.equals("shop") ? List.of("PRICE_CHECK_URL is not set (PRICES=shop needs it)") : List.of();
        }
        var missing = new ArrayList<String>();
        if (mode.equals("checked") || mode.equals("list")) {
            missing.add("PRICES is " + mode + ", and PRICE_CHECK_URL names the prices: set one of them");
        }
        if (!WebhookSignature.isSecret(setting(settings, "check-secret"))) {
            missing.add(
                    "PRICE_CHECK_SECRET is not whsec_ and 24 to 64 random bytes in base64 (PRICE_CHECK_URL needs it)");
        }
        return missing;
    }

    @Override
    public List<String> missingInProduction(Environment settings) {
        var isPrivate = settings.getProperty(SETTINGS + "check-allow-private", Boolean.class, false);
        return !isPrivate
                        && setting(settings, "check-url")
                                .toLowerCase(Locale.ROOT)
                                .startsWith("http://")
                ? List.of("PRICE_CHECK_URL does not begin with https://")
                : List.of();
    }

    @Override
    public List<String> urls() {
        return List.of("PRICE_CHECK_URL");
    }

    private static String setting(Environment settings, String name) {
        return settings.getProperty(SETTINGS + name, "").strip();
    }
}
