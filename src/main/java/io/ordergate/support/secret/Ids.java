package io.ordergate.support.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Ids in time order (UUIDv7, RFC 9562 section 5.7), so that indexes grow at one end. Generators of libraries guard their
 * random source with a lock, on which event loops would wait for each other: here it is a keyed hash of a counter.
 */
@Component
public class Ids {

    private static final long VERSION_7 = 0x7000L;
    private static final String KNOWN_KEY = "ordergate";
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final KeyedHash random;
    private final KeyedHash buckets;
    private final AtomicLong counter = new AtomicLong();
    private final Clock clock;

    Ids(Clock clock, SecretSettings settings) {
        this.random = KeyedHash.random();
        this.buckets = new KeyedHash(bucketKey(settings.phoneBucketKey()));
        this.clock = clock;
    }

    /** An id of this bucket: of something that belongs to a phone. */
    public UUID next(Bucket bucket) {
        return bucket.into(next());
    }

    /** An id of a bucket that chance chooses: of something that belongs to no phone, or to different ones in turn. */
    public UUID next() {
        var number = ByteBuffer.allocate(Long.BYTES).putLong(counter.getAndIncrement());
        var bits = ByteBuffer.wrap(random.of(number.array()));
        var high = (clock.millis() << 16) | VERSION_7 | (bits.getLong() & 0xfffL);
        return new UUID(high, VARIANT | (bits.getLong() >>> 2));
    }

    /** The bucket of a phone in E.164 form; the same on all nodes and at all times, also after SECRET_KEY was changed. */
    public Bucket bucket(String phone) {
        var bits = ByteBuffer.wrap(buckets.of(phone.getBytes(StandardCharsets.US_ASCII)));
        return new Bucket(Math.floorMod(bits.getInt(), Bucket.COUNT));
    }

    /** When an id was made, to the millisecond. */
    public static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** The smallest id of this moment: everything made earlier has a smaller one, in the order of the database. */
    public static UUID smallest(Instant moment) {
        return new UUID((moment.toEpochMilli() << 16) | VERSION_7, VARIANT);
    }

    /** The key of the setting. Without one the key is known to everybody, and with it the bucket of each phone. */
    private static byte[] bucketKey(@Nullable String key) {
        return key == null || key.isBlank()
                ? KNOWN_KEY.getBytes(StandardCharsets.US_ASCII)
                : SecretKeys.checked("PHONE_BUCKET_KEY", key);
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
