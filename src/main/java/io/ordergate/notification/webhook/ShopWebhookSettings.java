package io.ordergate.notification.webhook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How shops are called.
 *
 * @param timeout how long a call may take with name resolution, connection and answer
 * @param allowPrivate whether addresses are called that are not on the public internet
 * @param grace how long the secret before a rotation still signs
 * @param disableAfter how long an endpoint may fail, without a success in between, before it is switched off
 * @param keep how long the log of deliveries is kept
 */
@ConfigurationProperties("ordergate.webhook")
record ShopWebhookSettings(
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("false") boolean allowPrivate,
        @DefaultValue("24h") Duration grace,
        @DefaultValue("5d") Duration disableAfter,
        @DefaultValue("30d") Duration keep) {}
