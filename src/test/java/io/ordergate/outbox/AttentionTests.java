package io.ordergate.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.outbox.Relay.Attention;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttentionTests {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final Attention attention = new Attention();

    @Test
    void whoComesTooLateAgainAndAgainHeedsFewerNotices() {
        comeTooLate(1);
        assertThat(attention.pause(POLL)).isZero();
        comeTooLate(1);
        assertThat(attention.pause(POLL)).isEqualTo(Relay.PACE.multipliedBy(2));
        comeTooLate(1);
        assertThat(attention.pause(POLL)).isEqualTo(Relay.PACE.multipliedBy(4));
        comeTooLate(100);
        assertThat(attention.pause(POLL))
                .as("the look by the clock comes anyway")
                .isEqualTo(POLL);
    }

    @Test
    void whoFindsSomethingHeedsAllNotices() {
        comeTooLate(5);
        attention.roundIsOver(false, true);
        assertThat(attention.pause(POLL)).isZero();
    }

    @Test
    void aLookByTheClockThatFindsNothingChangesNothing() {
        attention.roundIsOver(false, false);
        attention.roundIsOver(false, false);
        assertThat(attention.pause(POLL)).isZero();
    }

    private void comeTooLate(int times) {
        for (var time = 0; time < times; time++) {
            attention.roundIsOver(true, false);
        }
    }
}
