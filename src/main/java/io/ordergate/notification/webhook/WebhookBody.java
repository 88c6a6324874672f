package io.ordergate.notification.webhook;

import io.ordergate.ordering.model.OrderView;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** What a shop is sent, in the envelope of Standard Webhooks. */
record WebhookBody(String type, Instant timestamp, Data data) {

    /**
     * The news.
     *
     * @param order as it is when the call is made
     * @param change what the message says has happened
     */
    record Data(OrderView order, JsonNode change) {}
}
