package io.ordergate.ordering.link;

import io.ordergate.support.secret.SecretKeys;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Links to the pages of orders. They are derived from the server's secret and the order's id, and nothing is stored. */
@Component
public class OrderLinks {

    private final OrderLinkSettings settings;
    private final SecretKeys keys;
    private final Clock clock;

    OrderLinks(OrderLinkSettings settings, SecretKeys keys, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    /** Whether there are links at all. */
    public boolean areOn() {
        return settings.enabled();
    }

    /** A link to the page of this order, which works from now on for as many days as the setting says. */
    public String of(UUID orderId) {
        return url(new LinkToken(orderId, today() + settings.days()).text(keys.current()));
    }

    /** The URL of the page that this token opens. */
    public String url(String token) {
        return settings.publicUrl().strip().replaceFirst("/+$", "") + "/o/" + token;
    }

    /** The order of a token; empty for one that is forged, expired, or of a key that is not honoured any more. */
    public Optional<UUID> order(String token) {
        return Optional.ofNullable(LinkToken.parse(token, keys))
                .filter(genuine -> settings.enabled() && genuine.day() >= today())
                .map(LinkToken::orderId);
    }

    private int today() {
        return (int) LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
    }
}
