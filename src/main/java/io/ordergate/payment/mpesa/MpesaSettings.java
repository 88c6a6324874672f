package io.ordergate.payment.mpesa;

import io.ordergate.support.secret.Sensitive;
import java.time.ZoneId;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The shop's account at M-Pesa.
 *
 * @param shortcode the paybill, or the store number of a till
 * @param till the till number; empty for a paybill
 * @param callbackSecret from which the keys in the paths of callbacks are derived
 * @param callbackAddresses the addresses that may send callbacks; all when there is none
 * @param timeZone the zone of the time in the password of a call, about which the documents are silent
 * @param initiator the user that reverses payments, and {@code securityCredential} the user's encrypted password
 * @param partialReversals whether a part of a payment can be reversed
 */
@ConfigurationProperties("ordergate.payment.mpesa")
record MpesaSettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") Sensitive consumerKey,
        @DefaultValue("") Sensitive consumerSecret,
        @DefaultValue("") String shortcode,
        @DefaultValue("") String till,
        @DefaultValue("") Sensitive passkey,
        @DefaultValue("") Sensitive callbackSecret,
        @DefaultValue List<String> callbackAddresses,
        @DefaultValue("Africa/Nairobi") ZoneId timeZone,
        @DefaultValue("") String initiator,
        @DefaultValue("") Sensitive securityCredential,
        @DefaultValue("false") boolean partialReversals) {

    private static final int LEAST_SECRET = 16;

    MpesaSettings {
        if (!callbackSecret.isBlank() && callbackSecret.value().length() < LEAST_SECRET) {
            throw new IllegalStateException("MPESA_CALLBACK_SECRET needs at least " + LEAST_SECRET + " characters");
        }
    }

    String url() {
        return baseUrl.isBlank() ? "https://api.safaricom.co.ke" : baseUrl.replaceFirst("/+$", "");
    }

    boolean isComplete() {
        return !consumerKey.isBlank()
                && !consumerSecret.isBlank()
                && !shortcode.isBlank()
                && !passkey.isBlank()
                && !callbackSecret.isBlank();
    }

    /** Whether payments can be reversed. */
    boolean reverses() {
        return !initiator.isBlank() && !securityCredential.isBlank();
    }
}
