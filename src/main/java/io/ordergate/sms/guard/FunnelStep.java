package io.ordergate.sms.guard;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Texts with the same key, and what came of them.
 *
 * @param texts texts that a provider took; codes are among them, and what follows are parts of the codes
 * @param orders codes that have placed an order when they came back
 * @param cost what all segments cost by the operator's price list; null without one
 */
record FunnelStep(
        String key,
        long texts,
        long codes,
        long delivered,
        long undelivered,
        long verified,
        long orders,
        long segments,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal cost) {

    /** The sum of two parts of the same key. */
    FunnelStep plus(FunnelStep other) {
        return new FunnelStep(
                key,
                texts + other.texts,
                codes + other.codes,
                delivered + other.delivered,
                undelivered + other.undelivered,
                verified + other.verified,
                orders + other.orders,
                segments + other.segments,
                cost == null || other.cost == null ? null : cost.add(other.cost));
    }
}
