package io.ordergate.verification.attempt;

import io.ordergate.support.database.Sql;
import io.ordergate.support.secret.Digests;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.ClientAddress;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One try at a code, compared and perhaps not yet counted: {@link AttemptSql} counts and decides.
 *
 * @param matches whether it is the right code, which is worth nothing before the statement has said so too
 * @param counted whether the attempt was counted before the code was compared, as it is when a provider compares
 * @param day how many wrong ones a day bears
 * @param releases whether the code, if it is right, releases budgets in the database
 * @param managedCode what was typed, where a provider compares it; else empty
 */
public record Guess(
        UUID challengeId,
        Purpose purpose,
        boolean matches,
        boolean counted,
        boolean releases,
        String managedCode,
        @Nullable IdempotencyKey key,
        ClientAddress address,
        DayLimits day) {

    /** The address or network whose wrong guesses are counted together: an IPv6 client may have a whole /48. */
    public String limitedAddress() {
        return address.widest().value();
    }

    /** The same guess, counted and compared by a provider. */
    public Guess counted(boolean right) {
        return new Guess(challengeId, purpose, right, true, releases, managedCode, key, address, day);
    }

    /** The digest that names the request, followed by the hash of the code where the code cannot be compared again here. */
    public byte @Nullable [] keyDigest() {
        if (key == null) {
            return null;
        }
        var request = Digests.sha256(challengeId.toString(), key.value());
        return managedCode.isEmpty()
                ? request
                : concat(request, Digests.sha256(challengeId.toString(), key.value(), managedCode));
    }

    /** Whether a guess that repeats a request is known to be wrong before the digests are compared. */
    public boolean isOtherCode() {
        return !matches && managedCode.isEmpty();
    }

    private static byte[] concat(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Override
    public String toString() {
        return "Guess[" + challengeId + "]";
    }

    /**
     * Wrong codes that may be typed in a day (UTC) for one phone and purpose.
     *
     * @param perAddress from one client address
     * @param inAll from all addresses together
     */
    public record DayLimits(int perAddress, int inAll) {

        public Sql.Call bind(Sql.Call call) {
            return call.bind("day_address", perAddress).bind("day_all", inAll);
        }
    }
}
