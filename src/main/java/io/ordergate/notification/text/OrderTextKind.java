package io.ordergate.notification.text;

import io.ordergate.outbox.OutboxMessage;
import io.ordergate.outbox.Topic;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What texts about orders say. */
enum OrderTextKind {
    PLACED,
    SHIPPED,
    DELIVERED,
    CANCELLED,
    RETURNED,
    REFUSED,
    REFUNDED;

    /** The topic of the messages that cause it. */
    Topic topic() {
        return switch (this) {
            case PLACED -> Topic.ORDER_PLACED;
            case SHIPPED, DELIVERED, CANCELLED, RETURNED, REFUSED -> Topic.ORDER_CHANGED;
            case REFUNDED -> Topic.PAYMENT_CHANGED;
        };
    }

    /** The kind of text that a message causes, if it causes one. */
    static Optional<OrderTextKind> of(OutboxMessage message, JsonNode payload) {
        return Arrays.stream(values())
                .filter(kind -> kind.topic().equals(message.topic()) && kind.isCausedBy(payload))
                .findFirst();
    }

    private boolean isCausedBy(JsonNode payload) {
        return switch (this) {
            case PLACED -> true;
            case SHIPPED, DELIVERED, CANCELLED, RETURNED, REFUSED ->
                isIn(payload, "to") && !payload.path("from").equals(payload.path("to"));
            case REFUNDED -> isIn(payload, "status");
        };
    }

    private boolean isIn(JsonNode payload, String field) {
        return payload.path(field).asString("").equals(id());
    }

    /** The name in settings, in the database and, behind {@code order.}, of the text. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
