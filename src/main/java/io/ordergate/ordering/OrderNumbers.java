package io.ordergate.ordering;

import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Ids;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.springframework.stereotype.Component;

/**
 * Gives the part of an order number behind its letters: the second (UTC) and four Crockford base32 characters, two of the order
 * and two of its bucket. Two random characters would soon collide: these go through all 1,024 values in a random order before
 * the first comes again, so that one node never repeats a number. Two nodes may give the same number to two orders of one
 * bucket; the second order then gets another.
 */
@Component
class OrderNumbers {

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int CHARACTERS = 4;
    private static final int BITS = 10;
    private static final int HALF = BITS / 2;
    private static final int HALF_MASK = (1 << HALF) - 1;
    private static final int ROUNDS = 4;

    private final Clock clock;
    private final int[] roundKeys;
    private final AtomicIntegerArray drawn;

    OrderNumbers(Clock clock) {
        this.clock = clock;
        Random random = Ids.random();
        roundKeys = random.ints(ROUNDS).toArray();
        drawn = new AtomicIntegerArray(random.ints(Bucket.COUNT).toArray());
    }

    String next(Bucket bucket) {
        var number = permuted(drawn.getAndIncrement(bucket.number()) & ((1 << BITS) - 1));
        return SECOND.format(clock.instant()) + characters((bucket.number() << BITS) | number);
    }

    /** Permutes by a Feistel network: whatever the round function is, different numbers go to different numbers. */
    private int permuted(int number) {
        var left = number >>> HALF;
        var right = number & HALF_MASK;
        for (var key : roundKeys) {
            var mixed = left ^ (scrambled(right ^ key) & HALF_MASK);
            left = right;
            right = mixed;
        }
        return (left << HALF) | right;
    }

    /** The finaliser of MurmurHash3. */
    private static int scrambled(int value) {
        var hash = value;
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }

    private static String characters(int number) {
        var text = new char[CHARACTERS];
        for (var index = 0; index < CHARACTERS; index++) {
            text[index] = CROCKFORD.charAt((number >>> (5 * index)) & 31);
        }
        return new String(text);
    }
}
