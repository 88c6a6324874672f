package io.ordergate.payment.provider;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where customers come back to, how long providers may take, and when what is unclear is looked into.
 *
 * @param publicUrl where this service is found from outside
 * @param returnUrl the shop's page after a payment, with {order_id} and {status} in it; without it a plain page is shown
 * @param timeout for a provider's answer; {@code concludeTimeout} where it moves the money meanwhile
 * @param firstCheck when a payment is asked about that nobody has heard of again; {@code unknownCheck} after silence;
 *     {@code authorisedCheck} when a promise is to be turned into money; later waits double up to {@code longestWait}
 * @param expiry how long a customer may take
 * @param watchInterval how often a paid payment is asked about, for as long as {@code watch}: its provider may have refunded it
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

    /** The address of this path from outside. */
    public String url(String path) {
        return publicUrl.replaceFirst("/+$", "") + path;
    }

    /** When a payment that went to this status is looked at again. */
    public Duration check(PaymentStatus status) {
        return switch (status) {
            case UNKNOWN -> unknownCheck;
            case AUTHORISED -> authorisedCheck;
            case PENDING, PAID, FAILED, PARTIALLY_REFUNDED, REFUNDED -> firstCheck;
        };
    }
}
