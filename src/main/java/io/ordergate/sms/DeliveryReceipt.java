package io.ordergate.sms;

import io.ordergate.sms.SmsResult.Price;
import org.jspecify.annotations.Nullable;

/**
 * What a provider tells later about a text that it took.
 *
 * @param reason the provider's own code for a failure, empty without one
 */
public record DeliveryReceipt(
        String messageId,
        Delivery delivery,
        String reason,
        @Nullable Price price) {}
