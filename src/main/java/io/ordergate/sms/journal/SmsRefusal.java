package io.ordergate.sms.journal;

import io.ordergate.sms.SmsRequest;
import java.time.Instant;
import java.util.UUID;

/** A text that was refused or, where the guard only observes, would have been. */
record SmsRefusal(UUID id, Instant at, SmsRequest asked, RefusalReason reason, boolean enforced) {

    /** What is told apart in one moment; the same once more is only counted. */
    record Kind(RefusalReason reason, boolean enforced, String purpose, String country, String address) {}

    Kind kind() {
        return new Kind(reason, enforced, asked.purpose(), asked.to().country(), asked.address());
    }
}
