package io.ordergate.notification.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a customer may be told about an order by text. */
enum OrderNews {
    PLACED,
    SHIPPED,
    DELIVERED,
    CANCELLED,
    REFUNDED;

    static final String ORDER_PLACED = "order.placed";
    static final String ORDER_CHANGED = "order.changed";
    static final String PAYMENT_CHANGED = "payment.changed";

    /** The topic that tells it. */
    String topic() {
        return switch (this) {
            case PLACED -> ORDER_PLACED;
            case SHIPPED, DELIVERED, CANCELLED -> ORDER_CHANGED;
            case REFUNDED -> PAYMENT_CHANGED;
        };
    }

    /** The news in a message, if it has some. */
    static @Nullable OrderNews of(String topic, JsonNode payload) {
        return switch (topic) {
            case ORDER_PLACED -> PLACED;
            case ORDER_CHANGED -> payload.path("from").equals(payload.path("to")) ? null : ofStatus(payload, "to");
            case PAYMENT_CHANGED -> ofStatus(payload, "status") == REFUNDED ? REFUNDED : null;
            default -> null;
        };
    }

    private static @Nullable OrderNews ofStatus(JsonNode payload, String field) {
        var status = payload.path(field).asString("");
        for (var news : values()) {
            if (news != PLACED && news.id().equals(status)) {
                return news;
            }
        }
        return null;
    }

    /** The name in settings, in the database and, behind {@code order.}, of the text. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
