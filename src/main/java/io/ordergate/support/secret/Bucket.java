package io.ordergate.support.secret;

import java.util.UUID;

/**
 * One of the 1,024 parts into which phones are divided. The ids of a flow (challenge, order, payment, refund, text) hold the
 * bucket of its phone, so that each of them tells where its row is once the work or the data is divided by bucket.
 */
public record Bucket(int number) {

    public static final int COUNT = 1 << 10;

    /** The last bits of the first half of an id, which RFC 9562 leaves to chance in version 7. */
    private static final long BITS = COUNT - 1;

    public Bucket {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("no bucket: " + number);
        }
    }

    /** The bucket that this id holds. In ids from before there were buckets chance has chosen it, once and for all. */
    public static Bucket of(UUID id) {
        return new Bucket((int) (id.getMostSignificantBits() & BITS));
    }

    /** The same id with this bucket in it. */
    UUID into(UUID id) {
        return new UUID((id.getMostSignificantBits() & ~BITS) | number, id.getLeastSignificantBits());
    }
}
