package io.ordergate.web.request;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The languages that a customer would like to read, as tags such as {@code bn-BD}, the best first. */
public final class Languages {

    /** Browsers send less; a longer header is not read. */
    private static final int LONGEST = 200;

    /** A tag and its weight (RFC 9110 section 12.5.4). */
    private static final Pattern RANGE = Pattern.compile(
            "([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)[ \\t]*(?:;[ \\t]*[qQ]=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?))?");

    private record Range(String tag, double weight) {}

    private Languages() {}

    /** The languages of {@code Accept-Language}; what is not understood is passed over. */
    public static List<String> of(ServerRequest request) {
        return of(request.headers().firstHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }

    /** The language that the body names, then those of the header. */
    public static List<String> of(ServerRequest request, @Nullable String named) {
        return named == null || named.isBlank()
                ? of(request)
                : Stream.concat(Stream.of(named.strip()), of(request).stream()).toList();
    }

    /** The parser of the JDK ({@code LanguageRange.parse}) fails in several ways on what is not a list of tags. */
    static List<String> of(@Nullable String header) {
        if (header == null || header.length() > LONGEST) {
            return List.of();
        }
        return Arrays.stream(header.split(",", -1))
                .map(Languages::range)
                .filter(Objects::nonNull)
                .filter(range -> range.weight() > 0)
                .sorted(Comparator.comparingDouble(Range::weight).reversed())
                .map(Range::tag)
                .toList();
    }

    private static @Nullable Range range(String text) {
        var range = RANGE.matcher(text.strip());
        if (!range.matches()) {
            return null;
        }
        var weight = range.group(2);
        return new Range(range.group(1).toLowerCase(Locale.ROOT), weight == null ? 1 : Double.parseDouble(weight));
    }
}
