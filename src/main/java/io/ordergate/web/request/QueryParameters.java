package io.ordergate.web.request;

import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The query of a request, read strictly: a filter that is not understood is refused, never passed over. Blank is absent. */
public record QueryParameters(MultiValueMap<String, String> all) {

    /** The bounds of a range that the query leaves open. No row is older or newer, and the database knows such times. */
    public static final Instant EARLIEST = Instant.EPOCH;

    public static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    /** What decoding puts in place of bytes that are none; nobody searches for it. */
    private static final char NOT_UTF_8 = '\uFFFD';

    private static final int LONGEST_NAME = 100;
    private static final int MOST_ERRORS = 20;

    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");
    private static final Pattern ISO_DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    public static QueryParameters of(ServerRequest request) {
        return new QueryParameters(request.queryParams());
    }

    /** The query of a call that knows these parameters. Errors: {@code invalid-request} for any other. */
    public static QueryParameters of(ServerRequest request, Set<String> known) {
        var query = of(request);
        var unknown = query.all.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .limit(MOST_ERRORS)
                .map(name -> new FieldError(shown(name), "is not a parameter of this call"))
                .toList();
        if (!unknown.isEmpty()) {
            throw Failure.fields(unknown);
        }
        return query;
    }

    /** For a call that has no parameters at all. Errors: {@code invalid-request} when the query is not empty. */
    public static void none(ServerRequest request) {
        of(request, Set.of());
    }

    /** The value, if there is one. Errors: {@code invalid-request} when there are several, or it is not plain. */
    public @Nullable String text(String name) {
        var values = all.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Failure.field(name, "must be given once");
        }
        var value = values.isEmpty() ? null : values.get(0);
        if (value != null && value.indexOf(NOT_UTF_8) >= 0) {
            throw Failure.field(name, "must be UTF-8");
        }
        if (!PlainText.Check.isPlain(value)) {
            throw Failure.field(name, PlainText.REFUSAL);
        }
        return value == null || value.isBlank() ? null : value.strip();
    }

    public @Nullable UUID uuid(String name) {
        var text = text(name);
        if (text != null && !UUID_TEXT.matcher(text).matches()) {
            throw Failure.field(name, "must be a UUID");
        }
        return text == null ? null : UUID.fromString(text);
    }

    /** A moment as RFC 3339 writes it, within the bounds. A plus sign that was not encoded has become a space. */
    public Instant time(String name, Instant absent) {
        var text = text(name);
        if (text == null) {
            return absent;
        }
        try {
            var written = text.replace(' ', '+').toUpperCase(Locale.ROOT);
            if (RFC_3339.matcher(written).matches()) {
                return bounded(OffsetDateTime.parse(written).toInstant());
            }
        } catch (DateTimeException notATime) {
            throw notATime(name);
        }
        throw notATime(name);
    }

    /** A day as ISO 8601 writes it, if there is one. Errors: {@code invalid-request} for any other and for those out of bounds. */
    public @Nullable LocalDate date(String name) {
        var text = text(name);
        try {
            var date = text == null || !ISO_DAY.matcher(text).matches() ? null : LocalDate.parse(text);
            if (text == null || (date != null && date.getYear() >= 1970)) {
                return date;
            }
        } catch (DateTimeException notADay) {
            throw notADay(name);
        }
        throw notADay(name);
    }

    public int number(String name, int absent, int least, int most) {
        var text = text(name);
        var number = text == null ? absent : NUMBER.matcher(text).matches() ? Integer.parseInt(text) : least - 1;
        if (number < least || number > most) {
            throw Failure.field(name, "must be a number from " + least + " to " + most);
        }
        return number;
    }

    public <T> @Nullable T oneOf(String name, T[] values, Function<T, String> id) {
        var text = text(name);
        if (text == null) {
            return null;
        }
        return Arrays.stream(values)
                .filter(value -> id.apply(value).equals(text))
                .findFirst()
                .orElseThrow(() -> Failure.field(
                        name, Arrays.stream(values).map(id).collect(Collectors.joining(", ", "must be one of ", ""))));
    }

    private static String shown(String name) {
        return name.length() <= LONGEST_NAME && PlainText.Check.isPlain(name) ? name : "...";
    }

    static Instant bounded(Instant time) {
        return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
    }

    private static Failure notADay(String name) {
        return Failure.field(name, "must be a day such as 2026-03-14");
    }

    private static Failure notATime(String name) {
        return Failure.field(name, "must be a time such as 2026-03-14T09:30:00Z");
    }
}
