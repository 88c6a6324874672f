package io.ordergate.sms.guard;

import java.time.Instant;
import java.util.List;

/** What was sent and what was refused, by country and provider over time. */
record SmsStatistics(Instant from, Instant to, String step, List<SentCount> sent, List<RefusedCount> refused) {

    /**
     * Texts that one provider was asked to send to one country.
     *
     * @param sent those that it took; the next three are among them
     * @param verified those whose code was typed back
     * @param refused those that it did not take
     * @param segments what the sent ones are paid by
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
