package io.ordergate.outbox;

/**
 * The kind of fact that a message is about; consumers subscribe to topics.
 *
 * @param id the name in the database and in webhooks
 */
public record Topic(String id) {

    public static final Topic ORDER_PLACED = new Topic("order.placed");
    public static final Topic ORDER_CHANGED = new Topic("order.changed");
    public static final Topic PAYMENT_CHANGED = new Topic("payment.changed");
    public static final Topic PHONE_CHANGED = new Topic("account.phone-changed");
    public static final Topic WEBHOOK_TEST = new Topic("webhook.test");

    @Override
    public String toString() {
        return id;
    }
}
