package io.ordergate.support;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class LogLinesTests {

    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final ch.qos.logback.classic.Logger log = new LoggerContext().getLogger("test");
    private final MutableClock clock = MutableClock.at("2026-01-01T00:00:00Z");
    private final LogLines lines = new LogLines(clock);

    @BeforeEach
    void listen() {
        written.start();
        log.addAppender(written);
    }

    @Test
    void aKindIsWrittenTwentyTimesAMinuteAndThenItsNumber() {
        for (var time = 0; time < 100; time++) {
            lines.warn(log, "kind", "line " + time);
        }
        lines.warn(log, "other", "another line");
        assertThat(written.list).hasSize(21);
        clock.advance(Duration.ofMinutes(1));
        lines.warn(log, "kind", "again");
        assertThat(written.list)
                .last()
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo("again (80 such lines were left out)");
    }

    @Test
    void theNotesOfFrameworksAreLeftOut() {
        Mono.error(new IllegalStateException("inner", new IllegalArgumentException("cause")))
                .checkpoint("HTTP GET \"/secret?query\"")
                .onErrorResume(error -> Mono.fromRunnable(() -> lines.error(log, "It failed", error)))
                .block();
        var text = ThrowableProxyUtil.asString(written.list.get(0).getThrowableProxy());
        assertThat(text)
                .contains("IllegalStateException: inner", "IllegalArgumentException: cause", "at io.ordergate")
                .doesNotContain("secret", "query");
    }
}
