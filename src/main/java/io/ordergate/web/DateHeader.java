package io.ordergate.web;

import io.netty.handler.codec.DateFormatter;
import io.netty.util.AsciiString;
import java.util.Date;

/** The value of {@code Date} (RFC 9110 section 6.6.1), which is written once a second. */
final class DateHeader {

    private static final long SECOND_MILLIS = 1000;

    private static volatile Written latest = new Written(0, AsciiString.EMPTY_STRING);

    private record Written(long second, AsciiString text) {}

    private DateHeader() {}

    static AsciiString now() {
        var millis = System.currentTimeMillis();
        var written = latest;
        if (written.second() != millis / SECOND_MILLIS) {
            written = new Written(millis / SECOND_MILLIS, AsciiString.of(DateFormatter.format(new Date(millis))));
            latest = written;
        }
        return written.text();
    }
}
