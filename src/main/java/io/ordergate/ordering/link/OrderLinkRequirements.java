package io.ordergate.ordering.link;

import io.ordergate.support.StartRequirements;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.core.env.Environment;

/** Refuses links without an address, and an address that costs more in a text than it has characters. */
class OrderLinkRequirements implements StartRequirements {

    private static final String SETTINGS = "ordergate.order-link.";

    /** Characters of one place in every text, which phones take for a part of a link. */
    private static final Pattern PLAIN_URL = Pattern.compile("https?://[A-Za-z0-9.:/_-]+");

    @Override
    public List<String> missing(Environment settings) {
        if (!settings.getProperty(SETTINGS + "enabled", Boolean.class, false)) {
            return List.of();
        }
        var url = settings.getProperty(SETTINGS + "public-url", "").strip();
        if (url.isEmpty()) {
            return List.of("PUBLIC_URL is not set (ORDER_LINKS needs it)");
        }
        return PLAIN_URL.matcher(url).matches()
                ? List.of()
                : List.of(
                        "PUBLIC_URL has characters that links in texts cannot have: write letters, digits and . : / _ -");
    }
}
