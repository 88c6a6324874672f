package io.ordergate.payment;

import io.ordergate.ordering.link.OrderLinks;
import io.ordergate.payment.provider.PaymentSettings;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;

/**
 * The way back from a provider's page to the page of the order. The browser that was there keeps the token; a provider never gets
 * it, and whoever calls the address of returns without it is shown nothing of the order.
 */
@Component
public class PageReturns {

    private static final String NAME = "order-";

    private final OrderLinks links;
    private final PaymentSettings settings;

    PageReturns(OrderLinks links, PaymentSettings settings) {
        this.links = links;
        this.settings = settings;
    }

    /** The cookie of a browser that leaves the page to pay. Some providers send it back with a form, from their own site. */
    public ResponseCookie cookie(UUID orderId, String token) {
        var returns = URI.create(settings.url(PaymentSettings.RETURN_PATH));
        var tls = "https".equals(returns.getScheme());
        return ResponseCookie.from(NAME + orderId, token)
                .path(returns.getPath())
                .maxAge(settings.expiry())
                .httpOnly(true)
                .secure(tls)
                .sameSite(tls ? "None" : "Lax")
                .build();
    }

    /** The page that this browser has left to pay for the order; empty when there is none. */
    Optional<String> page(MultiValueMap<String, HttpCookie> cookies, UUID orderId) {
        return Optional.ofNullable(cookies.getFirst(NAME + orderId))
                .map(HttpCookie::getValue)
                .filter(token -> links.order(token).filter(orderId::equals).isPresent())
                .map(links::url);
    }
}
