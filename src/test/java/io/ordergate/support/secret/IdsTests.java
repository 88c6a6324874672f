package io.ordergate.support.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.MutableClock;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTests {

    private static final int MANY = 100_000;
    private final MutableClock clock = MutableClock.at("2024-09-21T12:30:00.123Z");
    private final Ids ids = Secrets.ids(clock);

    @Test
    void areOfVersionSevenAndUnique() {
        var many = Stream.generate(ids::next).limit(MANY).parallel().toList();
        assertThat(many).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(many).allMatch(id -> id.version() == 7 && id.variant() == 2);
    }

    @Test
    void tellTheTimeThatTheClockSays() {
        assertThat(time(ids.next())).isEqualTo(clock.millis());
    }

    @Test
    void growWithTime() {
        var made = Stream.generate(ids::next).limit(1000).peek(id -> clock.advance(Duration.ofMillis(1)));
        assertThat(made.map(UUID::toString)).isSorted();
    }

    @Test
    void theSmallestOfAMomentPartsEarlierFromLater() {
        var earlier = ids.next();
        clock.advance(Duration.ofMillis(1));
        var smallest = Ids.smallest(clock.instant());
        assertThat(Stream.of(earlier, smallest, ids.next()).map(UUID::toString)).isSorted();
        assertThat(smallest.version()).isEqualTo(7);
        assertThat(smallest.variant()).isEqualTo(2);
    }

    @Test
    void twoNodesGiveDifferentOnes() {
        var both = Stream.concat(
                Stream.generate(ids::next).limit(1000),
                Stream.generate(Secrets.ids(clock)::next).limit(1000));
        assertThat(both).doesNotHaveDuplicates();
    }

    @Test
    void chanceIsNotRepeated() {
        assertThat(Ids.random().nextLong()).isNotEqualTo(Ids.random().nextLong());
    }

    private static long time(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }
}
