package io.ordergate.support.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** The field Retry-After of others' answers (RFC 9110 section 10.2.3): seconds, or a date. */
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

    private static final long MOST_SECONDS = 999_999_999;

    private RetryAfter() {}

    /** How long to wait from now on; zero where the field is missing, past or neither. */
    static Duration read(String field, Instant now) {
        var text = field.strip();
        if (SECONDS.matcher(text).matches()) {
            return Duration.ofSeconds(Math.min(Long.parseLong(text), MOST_SECONDS));
        }
        try {
            var left = Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException neither) {
            return Duration.ZERO;
        }
    }
}
