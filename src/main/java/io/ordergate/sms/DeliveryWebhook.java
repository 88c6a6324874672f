package io.ordergate.sms;

import java.util.List;

/** How one provider brings its receipts. */
public interface DeliveryWebhook {

    String provider();

    /** Whether the provider, and nobody else, has made this call. */
    boolean isGenuine(Call call);

    /** The receipts in a genuine call; those that say nothing are left out. */
    List<DeliveryReceipt> receipts(Call call);

    /**
     * A call as it came.
     *
     * @param pathAndQuery as the client wrote them
     * @param key the last part of the path, empty without one
     * @param signature the header of Twilio's, empty without one
     */
    public record Call(String pathAndQuery, String key, String signature, String body) {

        @Override
        public String toString() {
            return "Call[hidden]";
        }
    }
}
