package io.ordergate.sms.guard;

import java.time.Instant;
import java.util.List;

/** Counts of sent and refused texts, by country and provider over time. */
record SmsStatistics(Instant from, Instant to, String step, List<SentCount> sent, List<RefusedCount> refused) {

    /**
     * Texts that one provider was asked to send to one country.
     *
     * @param sent texts that the provider has accepted; the next three counts are parts of this one
     * @param verified texts whose code was typed back
     * @param refused texts that the provider has not accepted
     * @param segments segments of the sent texts, which providers charge for
     */
    record SentCount(
            Instant at,
            String country,
            String provider,
            long sent,
            long delivered,
            long undelivered,
            long verified,
            long refused,
            long segments) {}

    /**
     * Texts that no provider was asked to send.
     *
     * @param enforced false where the guard only observed, and the text was sent
     */
    record RefusedCount(Instant at, String country, String reason, boolean enforced, long times) {}
}
