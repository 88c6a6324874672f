package io.ordergate.web.server;

import io.netty.util.AsciiString;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** The value of {@code Date} (RFC 9110 section 6.6.1), which is written once a second. */
@Component
class DateHeader {

    private static final long SECOND_MILLIS = 1000;

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Clock clock;
    private volatile FormattedDate latest = new FormattedDate(0, AsciiString.EMPTY_STRING);

    private record FormattedDate(long second, AsciiString text) {}

    DateHeader(Clock clock) {
        this.clock = clock;
    }

    AsciiString now() {
        var millis = clock.millis();
        var written = latest;
        if (written.second() != millis / SECOND_MILLIS) {
            written = new FormattedDate(
                    millis / SECOND_MILLIS, AsciiString.of(FORMAT.format(Instant.ofEpochMilli(millis))));
            latest = written;
        }
        return written.text();
    }
}
