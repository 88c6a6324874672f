package io.ordergate.sms;

import io.ordergate.support.secret.Sensitive;
import java.util.List;
import java.util.function.UnaryOperator;

/** How one provider brings its receipts. */
public interface DeliveryWebhook {

    String provider();

    /** Whether the provider, and nobody else, has made this call. */
    boolean isGenuine(Call call);

    /** The receipts in a genuine call; those that say nothing are left out. */
    List<DeliveryReceipt> receipts(Call call);

    /** What a failure comes to whose receipt had this reason. */
    DeliveryProblem problem(String reason);

    /**
     * A call as it came.
     *
     * @param pathAndQuery as the client wrote them
     * @param key the last part of the path, empty without one
     * @param headers the value of the header of a name, empty without one
     */
    record Call(Sensitive pathAndQuery, Sensitive key, UnaryOperator<String> headers, Sensitive body) {}
}
