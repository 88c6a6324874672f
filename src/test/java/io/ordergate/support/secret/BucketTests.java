package io.ordergate.support.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.support.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids hold the bucket of a phone, and a phone has the same one for ever. */
class BucketTests {

    private static final String PHONE = "+8801700000001";
    private static final String KEY = "a key of buckets that has 32 bytes and some more";

    private final MutableClock clock = MutableClock.at("2024-09-21T12:30:00.123Z");
    private final Ids ids = Secrets.ids(clock);

    @Test
    void anIdTellsItsBucket() {
        IntStream.range(0, Bucket.COUNT).mapToObj(Bucket::new).forEach(bucket -> {
            var id = ids.next(bucket);
            assertThat(Bucket.of(id)).isEqualTo(bucket);
            assertThat(Bucket.of(UUID.fromString(id.toString()))).isEqualTo(bucket);
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
        });
    }

    /** The place is for ever: ids of today are read by it as long as their rows are kept. */
    @ParameterizedTest
    @CsvSource({
        "01920000-0000-7000-8000-000000000000, 0",
        "01920000-0000-73ff-8000-000000000000, 1023",
        "01920000-0000-7c00-bfff-ffffffffffff, 0",
        "01920000-0000-7d2a-8123-456789abcdef, 298",
        "01920000-0000-8d2a-8123-456789abcdef, 298",
        "9f8e0d4c-aaaa-4155-9111-000000000001, 341",
    })
    void everyIdHasABucketAtTheSamePlace(UUID id, int number) {
        assertThat(Bucket.of(id)).isEqualTo(new Bucket(number));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1024, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void thereAreNoOthers(int number) {
        assertThatThrownBy(() -> new Bucket(number)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsOfOneBucketAreUniqueAndInTheOrderOfTime() {
        var bucket = ids.bucket(PHONE);
        assertThat(Stream.generate(() -> ids.next(bucket))
                        .limit(100_000)
                        .parallel()
                        .toList())
                .doesNotHaveDuplicates();
        assertThat(Stream.generate(() -> ids.next(bucket))
                        .limit(1000)
                        .peek(id -> clock.advance(Duration.ofMillis(1)))
                        .map(UUID::toString))
                .isSorted();
    }

    @Test
    void idsOfDifferentBucketsAreInTheOrderOfTime() {
        assertThat(IntStream.range(0, Bucket.COUNT)
                        .mapToObj(number -> ids.next(new Bucket(Bucket.COUNT - 1 - number)))
                        .peek(id -> clock.advance(Duration.ofMillis(1)))
                        .map(UUID::toString))
                .isSorted();
    }

    @Test
    void anIdWithoutAPhoneIsOfAnyBucket() {
        assertThat(Stream.generate(ids::next)
                        .limit(100_000)
                        .map(Bucket::of)
                        .distinct()
                        .count())
                .isEqualTo(Bucket.COUNT);
    }

    /** Another value here would send a phone to another part than all nodes and all rows of before. */
    @ParameterizedTest
    @CsvSource({"+8801700000001, 454", "+8801700000002, 702", "+254712345678, 64", "+919876543210, 949"})
    void thePhonesOfEveryNodeAreInTheSameBuckets(String phone, int number) {
        assertThat(ids.bucket(phone)).isEqualTo(new Bucket(number));
    }

    @Test
    void theSecretsHaveNothingToDoWithIt() {
        assertThat(buckets("a secret of 32 bytes, at least, that was first", KEY))
                .isEqualTo(buckets("another secret of 32 bytes that came after it", KEY));
    }

    @Test
    void aKeyOfTheSettingsMakesOtherBuckets() {
        assertThat(buckets("", KEY))
                .isNotEqualTo(buckets("", ""))
                .isNotEqualTo(buckets("", KEY.toUpperCase(java.util.Locale.ROOT)));
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatThrownBy(() -> buckets("", "too short")).hasMessageContaining("PHONE_BUCKET_KEY");
    }

    /** Numbers of one operator in a row, as they are sold: none of 1,024 buckets has half or twice its share. */
    @ParameterizedTest
    @ValueSource(longs = {8801700000000L, 919800000000L, 254700000000L})
    void phonesAreSpreadEvenly(long first) {
        var phones = 200_000;
        var sizes = LongStream.range(first, first + phones)
                .mapToObj(number -> ids.bucket("+" + number))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        var share = (double) phones / Bucket.COUNT;
        assertThat(sizes).hasSize(Bucket.COUNT);
        assertThat(sizes.values()).allMatch(size -> size > share * 0.6 && size < share * 1.4);
        var chiSquare = sizes.values().stream()
                .mapToDouble(size -> (size - share) * (size - share) / share)
                .sum();
        assertThat(chiSquare)
                .isBetween(820.0, 1240.0); // 1,023 degrees of freedom: 4.5 standard deviations to each side
        for (var lanes : List.of(2, 3, 16, 64)) {
            var lane = sizes.entrySet().stream()
                    .collect(Collectors.groupingBy(
                            entry -> entry.getKey().number() % lanes,
                            Collectors.summingLong(entry -> entry.getValue())));
            assertThat(lane.values()).allMatch(size -> Math.abs(size - phones / lanes) < phones / lanes / 10);
        }
    }

    private List<Bucket> buckets(String secret, String key) {
        var some = new Ids(clock, new SecretSettings(secret, List.of(), true, key, null));
        return IntStream.range(0, 100)
                .mapToObj(number -> some.bucket("+88017000000" + number))
                .toList();
    }
}
