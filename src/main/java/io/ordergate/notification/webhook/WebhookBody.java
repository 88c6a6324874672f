package io.ordergate.notification.webhook;

import io.ordergate.ordering.model.OrderView;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** The body of a call, in the envelope of Standard Webhooks. */
record WebhookBody(String type, Instant timestamp, Object data) {

    /**
     * The order and its change.
     *
     * @param order the order at the time of the call
     * @param change the change that the message names
     */
    record Data(OrderView order, JsonNode change) {}
}
