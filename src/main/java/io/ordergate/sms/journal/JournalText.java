package io.ordergate.sms.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A text as the journal has it, without its phone and its words.
 *
 * @param at when its provider was asked to send it
 * @param state {@code verified} when its code was typed back, else what its receipt says, else what the provider answered
 */
public record JournalText(
        Instant at,
        Instant answeredAt,
        String provider,
        String purpose,
        String state,
        @Nullable String reason) {}
