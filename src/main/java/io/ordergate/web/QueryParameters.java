package io.ordergate.web;

import io.ordergate.support.Failure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
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

    private static final Pattern RFC_3339 = Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt].*");
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    public static QueryParameters of(ServerRequest request) {
        return new QueryParameters(request.queryParams());
    }

    /** The value, if there is one. Errors: {@code invalid-request} when there are several, or it is not plain. */
    public @Nullable String text(String name) {
        var values = all.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Failure.field(name, "must be given once");
        }
        var value = values.isEmpty() ? null : values.get(0);
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
            if (RFC_3339.matcher(text).matches()) {
                return bounded(OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
            }
        } catch (DateTimeException notATime) {
            throw notATime(name);
        }
        throw notATime(name);
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

    static Instant bounded(Instant time) {
        return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
    }

    private static Failure notATime(String name) {
        return Failure.field(name, "must be a time such as 2026-03-14T09:30:00Z");
    }
}
