package io.ordergate.sms.journal;

import io.ordergate.sms.SmsRequest;
import java.time.Instant;
import java.util.UUID;

/** A refused text or, where the guard only observes, one that would have been refused. */
record SmsRefusal(UUID id, Instant at, SmsRequest request, RefusalReason reason, boolean enforced) {

    /** What tells refusals of one batch apart; equal ones are only counted. */
    record Kind(RefusalReason reason, boolean enforced, String purpose, String country, String address) {}

    Kind kind() {
        return new Kind(
                reason,
                enforced,
                request.purpose(),
                request.to().country(),
                request.address().value());
    }
}
