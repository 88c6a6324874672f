package io.ordergate.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.Secrets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodesTests {

    private static final String SECRET = "a secret of the tests, 32 bytes long or more";
    private static final String OTHER_SECRET = "another secret of the tests, no shorter than it";
    private static final SecretKey KEY = Secrets.direct(SECRET);
    private static final SessionToken TOKEN =
            new SessionToken(KEY, UUID.fromString("01920000-0000-7000-8000-000000000001"));
    private static final int SAMPLES = 100_000;
    private static final int BINS = 1000;
    private static final Map<Integer, List<String>> CODES = new HashMap<>();

    /** Values that a uniform distribution exceeds once in a thousand times, for 9 and for 999 degrees of freedom. */
    private static final long CHI_SQUARE_9 = 28;

    private static final long CHI_SQUARE_999 = 1143;

    @ParameterizedTest
    @CsvSource({"4,7855", "5,17855", "6,217855", "7,6217855", "8,16217855", "9,316217855", "10,4316217855"})
    void isTheTruncatedHmacThatAnotherProgramComputes(int digits, String code) {
        assertThat(Codes.code(TOKEN, digits)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"4,6223", "5,46223", "6,946223", "7,8946223", "8,18946223", "9,518946223", "10,6518946223"})
    void comesFromTheKeyOfItsUse(int digits, String code) {
        var token = new SessionToken(Secrets.of(SECRET).current(), TOKEN.challengeId());
        assertThat(Codes.code(token, digits)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 7, 8, 9, 10})
    void hasAsManyDigitsAsAskedFor(int digits) {
        assertThat(tokens().limit(5000).map(token -> Codes.code(token, digits)))
                .allMatch(code -> code.matches("[0-9]{" + digits + "}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void everyDigitIsAsLikelyAsAnyOtherInEachPosition(int position) {
        var counts = counts(10, 6, code -> code.charAt(position) - '0');
        assertThat(chiSquare(counts)).isLessThan(CHI_SQUARE_9);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 8, 10})
    void everyPartOfTheRangeIsAsLikelyAsAnyOther(int digits) {
        var counts = counts(BINS, digits, code -> Integer.parseInt(code.substring(0, 3)));
        assertThat(chiSquare(counts)).isLessThan(CHI_SQUARE_999);
    }

    @Test
    void keepsLeadingZeros() {
        var token = tokens().filter(candidate -> Codes.code(candidate, 6).startsWith("00"))
                .findFirst()
                .orElseThrow();
        var code = Codes.code(token, 6);
        assertThat(Codes.matches(token, 6, code)).isTrue();
        assertThat(Codes.matches(token, 6, code.substring(1))).isFalse();
        assertThat(Codes.matches(token, 6, code.substring(2))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "21785",
                "2178550",
                "0217855",
                "17855",
                "217855 ",
                " 217855",
                "217-855",
                "২১৭৮৫৫",
                "217855\u0000",
                "\ud800",
                "+217855",
                "217855.0"
            })
    void refusesEveryOtherLength(String guess) {
        assertThat(Codes.matches(TOKEN, 6, guess)).isFalse();
    }

    @Test
    void refusesEveryOtherCodeOfFourDigits() {
        var matching =
                LongStream.range(0, 10_000).mapToObj("%04d"::formatted).filter(guess -> Codes.matches(TOKEN, 4, guess));
        assertThat(matching).containsExactly("7855");
    }

    @Test
    void anotherSecretGivesAnotherCode() {
        var other = new SessionToken(Secrets.of(OTHER_SECRET).current(), TOKEN.challengeId());
        assertThat(Codes.code(other, 10)).isNotEqualTo(Codes.code(TOKEN, 10));
    }

    private static long[] counts(int bins, int digits, ToIntFunction<String> bin) {
        var counts = new long[bins];
        for (var code : CODES.computeIfAbsent(digits, CodesTests::codes)) {
            counts[bin.applyAsInt(code)]++;
        }
        return counts;
    }

    private static List<String> codes(int digits) {
        return tokens().limit(SAMPLES).map(token -> Codes.code(token, digits)).toList();
    }

    private static Stream<SessionToken> tokens() {
        return LongStream.iterate(0, low -> low + 1).mapToObj(low -> new SessionToken(KEY, new UUID(0x7000, low)));
    }

    /** Rounded up. */
    private static long chiSquare(long[] counts) {
        var expected = (double) SAMPLES / counts.length;
        return (long) Math.ceil(Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum());
    }
}
