package io.ordergate.payment.provider;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * URLs for customers who come back, limits for calls to providers, and times of reconciliation.
 *
 * @param publicUrl the URL of this service for customers and providers
 * @param returnUrl the shop's page after a payment, with {order_id} and {status} in it; without it a plain page is shown
 * @param timeout the longest wait for a provider's answer; {@code concludeTimeout} for calls that move money
 * @param firstCheck the wait before a started payment is queried; {@code unknownCheck} after silence of its provider;
 *     {@code authorisedCheck} before authorised money is captured; later waits double up to {@code longestWait}
 * @param expiry the time that a customer has to pay
 * @param watchInterval the time between queries of captured payments, which the provider may have refunded, for as long as
 *     {@code watch}
 */
@Validated
@ConfigurationProperties("ordergate.payment")
public record PaymentSettings(
        @DefaultValue("") String publicUrl,
        @DefaultValue("") String returnUrl,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("30s") Duration concludeTimeout,
        @Min(1) @DefaultValue("50") int connections,
        @Min(1) @DefaultValue("500") int waiting,
        @DefaultValue("2m") Duration firstCheck,
        @DefaultValue("60s") Duration unknownCheck,
        @DefaultValue("30s") Duration authorisedCheck,
        @DefaultValue("1h") Duration longestWait,
        @DefaultValue("1h") Duration expiry,
        @DefaultValue("1d") Duration watchInterval,
        @DefaultValue("30d") Duration watch,
        @DefaultValue("30s") Duration interval,
        @Min(1) @DefaultValue("50") int batchSize) {

    /** The path to which customers come back, before the name of the provider. */
    public static final String RETURN_PATH = "/payments/return/";

    /** The URL of this path of the service. */
    public String url(String path) {
        return publicUrl.replaceFirst("/+$", "") + path;
    }

    /**
     * The URL to which a provider sends the customer of a payment back.
     *
     * @param result what the customer seems to have done: {@code success}, {@code failure} or {@code cancel}
     */
    public String returnUrl(String provider, Payment payment, String result) {
        return url(RETURN_PATH + provider + "?payment=" + payment.id() + "&result=" + result);
    }

    /** The wait before a payment in this status is queried. */
    public Duration check(PaymentStatus status) {
        return switch (status) {
            case UNKNOWN -> unknownCheck;
            case AUTHORISED -> authorisedCheck;
            case PENDING, PAID, FAILED, PARTIALLY_REFUNDED, REFUNDED -> firstCheck;
        };
    }
}
