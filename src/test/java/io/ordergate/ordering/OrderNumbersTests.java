package io.ordergate.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.MutableClock;
import io.ordergate.support.secret.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderNumbersTests {

    private static final Pattern FORM = Pattern.compile("^\\d{14}[0-9A-HJKMNP-TV-Z]{4}$");
    private static final Bucket BUCKET = new Bucket(1 << 5 | 2);
    private final MutableClock clock = MutableClock.at("2024-09-21T12:30:00.999Z");

    @Test
    void aMillionOrdersOfOneSecondHaveDifferentNumbers() {
        var numbers = new OrderNumbers(clock);
        var seen = ConcurrentHashMap.<String>newKeySet(1 << 21);
        IntStream.range(0, 1_000_000).parallel().forEach(index -> {
            var number = numbers.next(new Bucket(index % Bucket.COUNT));
            assertThat(seen.add(number)).isTrue();
            assertThat(FORM.matcher(number).matches()).isTrue();
        });
        assertThat(seen).hasSize(1_000_000);
    }

    @Test
    void aThousandOrdersOfOneBucketInOneSecondHaveDifferentNumbers() {
        assertThat(first(1024, new OrderNumbers(clock))).doesNotHaveDuplicates();
    }

    @Test
    void endsInTheLettersOfItsBucket() {
        var numbers = new OrderNumbers(clock);
        assertThat(first(100, numbers)).allMatch(number -> number.endsWith("21"));
        assertThat(numbers.next(new Bucket(0))).endsWith("00");
        assertThat(numbers.next(new Bucket(1023))).endsWith("ZZ");
    }

    @Test
    void beginsWithTheSecondInUtc() {
        var numbers = new OrderNumbers(clock);
        assertThat(numbers.next(BUCKET)).startsWith("20240921123000").hasSize(18);
        clock.advance(Duration.ofMillis(1));
        assertThat(numbers.next(BUCKET)).startsWith("20240921123001");
    }

    @Test
    void twoNodesDoNotWalkInTheSameOrder() {
        assertThat(first(100, new OrderNumbers(clock))).isNotEqualTo(first(100, new OrderNumbers(clock)));
    }

    @Test
    void doesNotCount() {
        var numbers = first(100, new OrderNumbers(clock));
        assertThat(numbers).isNotEqualTo(numbers.stream().sorted().toList());
    }

    private static List<String> first(int count, OrderNumbers numbers) {
        return Stream.generate(() -> numbers.next(BUCKET)).limit(count).toList();
    }
}
