package io.ordergate.verification;

import io.ordergate.support.StartRequirements;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Phones whose code is fixed, so that a test or an app store's reviewer can type it; no text is sent to them. Their challenges
 * are told by the id, which the session token seals: it says version 8 instead of 7 and ends in a keyed hash of the phone.
 * So a guess is judged without reading anything, as every other one.
 */
@Component
class TestNumbers {

    private static final int VERSION = 8;
    private static final long VERSION_BITS = 0xf000L;
    private static final long HASH_BITS = 0xffff_ffffL;

    private final Map<String, TestNumber> byPhone;
    private final Clock clock;

    TestNumbers(VerificationSettings settings, Clock clock) {
        this.byPhone = TestNumber.parse(settings.testNumbers(), settings.length());
        this.clock = clock;
    }

    /** The token as it is, or marked when the phone is a test number today. */
    SessionToken mark(SessionToken token, PhoneNumber phone) {
        var number = byPhone.get(phone.e164());
        if (number == null || number.isOver(today())) {
            return token;
        }
        var id = token.challengeId();
        var high = (id.getMostSignificantBits() & ~VERSION_BITS) | (VERSION << 12);
        var low = (id.getLeastSignificantBits() & ~HASH_BITS) | hash(token.key(), phone.e164());
        return new SessionToken(token.key(), new UUID(high, low));
    }

    static boolean isMarked(UUID challengeId) {
        return challengeId.version() == VERSION;
    }

    /** The fixed code of a marked token; none when its number is no test number any more. */
    @Nullable
    String code(SessionToken token) {
        var hash = token.challengeId().getLeastSignificantBits() & HASH_BITS;
        var today = today();
        for (var entry : byPhone.entrySet()) {
            if (hash(token.key(), entry.getKey()) == hash && !entry.getValue().isOver(today)) {
                return entry.getValue().code();
            }
        }
        return null;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static long hash(SecretKey key, String phone) {
        var bytes = key.hmac(SecretUse.TEST_NUMBERS, phone.getBytes(StandardCharsets.US_ASCII));
        return ByteBuffer.wrap(bytes).getInt() & HASH_BITS;
    }

    /** A code, and the last day (UTC) on which it holds. */
    private record TestNumber(String code, @Nullable LocalDate until) {

        boolean isOver(LocalDate today) {
            return until != null && today.isAfter(until);
        }

        /** Reads {@code +8801700000000:424242:2027-01-31,+8801700000001:424242}. */
        static Map<String, TestNumber> parse(String text, int digits) {
            var numbers = new HashMap<String, TestNumber>();
            for (var entry : text.split(",", -1)) {
                if (!entry.isBlank()) {
                    var parts = entry.strip().split(":", -1);
                    if (parts.length < 2
                            || parts.length > 3
                            || !parts[0].matches("\\+\\d{4,15}")
                            || !parts[1].matches("\\d{" + digits + "}")) {
                        throw misunderstood(digits);
                    }
                    numbers.put(parts[0], new TestNumber(parts[1], parts.length == 3 ? day(parts[2], digits) : null));
                }
            }
            return Map.copyOf(numbers);
        }

        private static LocalDate day(String text, int digits) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException noDay) {
                throw misunderstood(digits);
            }
        }

        private static IllegalStateException misunderstood(int digits) {
            return new IllegalStateException("OTP_TEST_NUMBERS is not understood: write"
                    + " +8801700000000:424242:2027-01-31, with codes of " + digits + " digits");
        }
    }

    /** Refuses test numbers without a last day where customers are: a fixed code that stays valid for ever is a back door. */
    static class Requirements implements StartRequirements {

        @Override
        public List<String> missing(Environment settings) {
            return List.of();
        }

        @Override
        public List<String> missingInProduction(Environment settings) {
            var numbers = settings.getProperty("ordergate.otp.test-numbers", "").split(",", -1);
            return Arrays.stream(numbers).map(String::strip).anyMatch(Requirements::hasNoLastDay)
                    ? List.of("OTP_TEST_NUMBERS has a number without its last day (+8801700000000:424242:2027-01-31)")
                    : List.of();
        }

        private static boolean hasNoLastDay(String number) {
            return !number.isEmpty() && number.split(":", -1).length < 3;
        }
    }
}
