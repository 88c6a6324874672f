package io.ordergate.sms;

import io.ordergate.support.secret.Sensitive;
import java.util.List;
import java.util.function.UnaryOperator;

/** The delivery receipts of one provider. */
public interface DeliveryWebhook {

    /** The name by which settings choose the provider. */
    String provider();

    /** Whether the provider, and nobody else, has made this call. */
    boolean isGenuine(Call call);

    /** The receipts in a genuine call; a receipt that says nothing is left out. */
    List<DeliveryReceipt> receipts(Call call);

    /** The problem that a reason of a failed text stands for. */
    DeliveryProblem problem(String reason);

    /**
     * A call as the client made it.
     *
     * @param pathAndQuery the target of the request, unchanged
     * @param key the last part of the path, empty without one
     * @param headers the value of the header of a name, empty without one
     */
    record Call(Sensitive pathAndQuery, Sensitive key, UnaryOperator<String> headers, Sensitive body) {}
}
