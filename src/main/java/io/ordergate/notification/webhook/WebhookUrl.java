package io.ordergate.notification.webhook;

import io.ordergate.support.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Checks the address of an endpoint. The host is resolved and checked at each call, not here: names change. */
@Component
class WebhookUrl {

    private static final String DEVELOPMENT = "development";

    private final Set<String> schemes;

    WebhookUrl(Environment environment) {
        var development =
                environment.getProperty("ordergate.environment", DEVELOPMENT).equals(DEVELOPMENT);
        schemes = development ? Set.of("https", "http") : Set.of("https");
    }

    /** The address, which a shop may have. Errors: {@code invalid-request}. */
    String require(String text) {
        var url = parsed(text.strip());
        var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!schemes.contains(scheme)) {
            throw Failure.field("url", "must begin with https://");
        }
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw Failure.field("url", "must have a host, and neither a user nor a fragment");
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw Failure.field("url", "must have a port from 1 to 65535, or none");
        }
        return url.toASCIIString();
    }

    private static URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notAnAddress) {
            throw Failure.field("url", "must be a URL such as https://shop.example/webhooks");
        }
    }
}
