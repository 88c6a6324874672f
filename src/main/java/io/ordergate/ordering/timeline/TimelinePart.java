package io.ordergate.ordering.timeline;

import io.ordergate.support.phone.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A part of the time line of an order, by a feature that knows something of the order. */
public interface TimelinePart {

    /** How many entries a part and the whole time line have at most; the newest ones stay. */
    int MOST = 200;

    /** The newest entries about the order, in any order. */
    Mono<List<Entry>> entries(Subject subject);

    /**
     * The order that a time line is about.
     *
     * @param challengeId the challenge whose code has placed it, if one has
     * @param phone null once its customer's data was erased
     * @param changes when the order was placed and changed
     */
    record Subject(
            UUID orderId,
            @Nullable UUID challengeId,
            @Nullable PhoneNumber phone,
            List<Instant> changes) {}

    /**
     * Something that happened, without phone numbers, codes and words of texts.
     *
     * @param what what it was, of this kind: a status, a topic, a kind of text
     * @param state what has come of it so far
     * @param by who has done it: a role, a provider or an endpoint
     * @param detail why, or what was said about it
     */
    record Entry(
            String kind,
            Instant at,
            String what,
            String state,
            @Nullable String by,
            @Nullable String detail,
            @Nullable String amount,
            @Nullable String currency) {

        /** An entry that is not about money. */
        public static Entry of(
                String kind, Instant at, String what, String state, @Nullable String by, @Nullable String detail) {
            return new Entry(kind, at, what, state, by, detail, null, null);
        }
    }
}
