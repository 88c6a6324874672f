package io.ordergate.sms;

import org.jspecify.annotations.Nullable;

/**
 * How far the text with a code has come, by the best of its receipts.
 *
 * @param state {@code sent}, {@code delivered} or {@code undelivered}
 * @param problem why the text did not arrive
 */
public record CodeDelivery(String state, @Nullable DeliveryProblem problem) {

    /** A provider has accepted the text, or is about to: nothing else is known yet. */
    public static final CodeDelivery SENT = new CodeDelivery("sent", null);

    /** A provider says that the text is on the phone. */
    public static final CodeDelivery DELIVERED = new CodeDelivery("delivered", null);

    /** A provider says that the text will not arrive. */
    public static CodeDelivery undelivered(DeliveryProblem problem) {
        return new CodeDelivery("undelivered", problem);
    }
}
