package io.ordergate.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A window grows while it is full and outcomes are good, and shrinks with failures. */
class ConcurrencyWindowTests {

    private static final int MOST = 256;

    private final ConcurrencyWindow window = new ConcurrencyWindow(MOST);

    @Test
    void growsToItsBoundWhileMoreWaits() {
        while (window.room() < MOST) {
            var before = window.room();
            turn(before, before, true);
            assertThat(window.room()).isEqualTo(Math.min(MOST, 2 * before));
        }
        turn(MOST, MOST, true);
        assertThat(window.room()).isEqualTo(MOST);
    }

    @Test
    void staysAsItIsWhileItIsNotFull() {
        turn(16, 15, true);
        assertThat(window.room()).isEqualTo(16);
    }

    @Test
    void failuresTakeItBackToWhereItBegan() {
        turn(16, 16, true);
        turn(32, 32, true);
        turn(64, 8, false);
        assertThat(window.room()).isBetween(17, 32);
        turn(16, 16, false);
        assertThat(window.room()).isEqualTo(16);
    }

    @Test
    void neverHoldsMoreThanASmallBound() {
        var small = new ConcurrencyWindow(3);
        assertThat(small.room()).isEqualTo(3);
        small.asked(3, 3);
        small.begun();
        small.ended(false);
        assertThat(small.room()).isEqualTo(2);
        small.recorded();
        assertThat(small.room()).isEqualTo(3);
    }

    @Test
    void isRipeWhenHalfIsOverAndMoreWaits() {
        window.asked(16, 16);
        IntStream.range(0, 16).forEach(message -> window.begun());
        IntStream.range(0, 7).forEach(message -> window.ended(false));
        assertThat(window.isRipe()).isFalse();
        window.ended(false);
        assertThat(window.isRipe()).isTrue();
        window.asked(16, 15);
        assertThat(window.isRipe()).as("nothing waits").isFalse();
    }

    private void turn(int asked, int got, boolean good) {
        window.asked(asked, got);
        IntStream.range(0, got).forEach(message -> window.begun());
        IntStream.range(0, got).forEach(message -> window.ended(good));
        IntStream.range(0, got).forEach(message -> window.recorded());
    }
}
