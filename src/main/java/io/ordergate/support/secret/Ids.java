package io.ordergate.support.secret;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Ids in time order (UUIDv7, RFC 9562 section 5.7), so that indexes grow at one end. Generators of libraries guard their
 * random source with a lock, on which event loops would wait for each other: here it is a keyed hash of a counter.
 */
@Component
public class Ids {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final KeyedHash hash;
    private final AtomicLong counter = new AtomicLong();
    private final Clock clock;

    public Ids(Clock clock) {
        this.hash = KeyedHash.random();
        this.clock = clock;
    }

    public UUID next() {
        var number = ByteBuffer.allocate(Long.BYTES).putLong(counter.getAndIncrement());
        var random = ByteBuffer.wrap(hash.of(number.array()));
        var high = (clock.millis() << 16) | VERSION_7 | (random.getLong() & 0xfffL);
        return new UUID(high, VARIANT | (random.getLong() >>> 2));
    }

    /** The smallest id of this moment: everything made earlier has a smaller one, in the order of the database. */
    public static UUID smallest(Instant moment) {
        return new UUID((moment.toEpochMilli() << 16) | VERSION_7, VARIANT);
    }

    /** A generator for what is drawn once at the start; it is seeded here, and waits for nothing later. */
    public static SecureRandom random() {
        try {
            var random = SecureRandom.getInstance("DRBG");
            random.nextLong();
            return random;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK since 9 has DRBG", impossible);
        }
    }
}
