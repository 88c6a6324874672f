package io.ordergate.identity.password;

import io.ordergate.support.secret.Ids;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder.BCryptVersion;

/**
 * Makes each comparison of a password take equally long, whatever the strength of the hash: as long as a hash of the
 * settings' strength, or of a higher strength that was met since the start. Otherwise the time of a refusal would
 * reveal which accounts exist.
 */
final class BCryptWork {

    /**
     * The most steps above the settings' strength, which is four times the work. A stronger hash takes visibly longer than
     * others: hiding the difference would make everybody wait.
     */
    private static final int MOST_STEPS_UP = 2;

    private static final int LEAST = 4;
    private static final Pattern STRENGTH = Pattern.compile("\\$2[abxy]?\\$(\\d\\d)\\$");

    private final int usual;
    private final AtomicInteger level;

    BCryptWork(int usual) {
        this.usual = usual;
        this.level = new AtomicInteger(usual);
    }

    /** The strength that a hash names; 0 for a hash of another algorithm. */
    static int strength(@Nullable String hash) {
        var found = STRENGTH.matcher(hash == null ? "" : hash);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    /**
     * Does the rest of the work after a comparison with a hash of this strength; 0 for none.
     *
     * @return the number of rounds; a strength of n takes 2^n
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
