package io.ordergate.ordering.link;

import io.ordergate.support.secret.SecretKeys;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Links for tests. */
public final class Links {

    private Links() {}

    /** Links under these keys, made and read at this time, that work for 90 days. */
    public static OrderLinks of(SecretKeys keys, Instant now) {
        return new OrderLinks(
                new OrderLinkSettings(true, "https://shop.example/", 90), keys, Clock.fixed(now, ZoneOffset.UTC));
    }

    public static String token(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
