package io.ordergate.identity.password;

import io.ordergate.support.secret.Ids;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder.BCryptVersion;

/**
 * Sees to it that each comparison of a password takes equally long, whatever strength the hash has that it is compared with: as
 * long as the settings' strength takes, or a higher one that was met since the start. Else the time of a refusal tells
 * which accounts exist.
 */
final class BCryptWork {

    /** A hash that takes longer than this times four is left to stand out: it must not make everybody wait. */
    private static final int MOST_STEPS_UP = 2;

    private static final int LEAST = 4;
    private static final Pattern STRENGTH = Pattern.compile("\\$2[abxy]?\\$(\\d\\d)\\$");

    private final int usual;
    private final AtomicInteger level;

    BCryptWork(int usual) {
        this.usual = usual;
        this.level = new AtomicInteger(usual);
    }

    /** The strength of a hash, as it says itself; 0 when it is none of bcrypt's. */
    static int strength(@Nullable String hash) {
        var found = STRENGTH.matcher(hash == null ? "" : hash);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    /**
     * Does the rest of the work after a comparison with a hash of this strength; 0 for none.
     *
     * @return how many rounds that took; a strength of n takes 2^n
     */
    long makeUpFor(int strength) {
        var target = level.accumulateAndGet(Math.min(strength, usual + MOST_STEPS_UP), Math::max);
        if (strength == 0) {
            return work(target);
        }
        var rounds = 0L;
        for (var step = Math.max(strength, LEAST); step < target; step++) {
            rounds += work(step);
        }
        return rounds;
    }

    private static long work(int strength) {
        Objects.requireNonNull(
                new BCryptPasswordEncoder(BCryptVersion.$2B, strength, Ids.random()).encode("somebody's"));
        return 1L << strength;
    }
}
