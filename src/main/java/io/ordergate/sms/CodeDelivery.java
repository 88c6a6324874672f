package io.ordergate.sms;

import org.jspecify.annotations.Nullable;

/**
 * How far the text with a code has come, by the best news of it.
 *
 * @param state {@code sent}, {@code delivered} or {@code undelivered}
 * @param problem why it did not arrive
 */
public record CodeDelivery(String state, @Nullable DeliveryProblem problem) {

    /** Taken by a provider, or about to be: nothing else is known yet. */
    public static final CodeDelivery SENT = new CodeDelivery("sent", null);

    /** A provider says that the text is on the phone. */
    public static final CodeDelivery DELIVERED = new CodeDelivery("delivered", null);

    /** A provider says that the text will not arrive. */
    public static CodeDelivery undelivered(DeliveryProblem problem) {
        return new CodeDelivery("undelivered", problem);
    }
}
