package io.ordergate.web;

import java.util.List;
import java.util.Locale.LanguageRange;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The languages that a customer would like to read, as tags such as {@code bn-BD}, the best first. */
public final class Languages {

    /** Browsers send less; whoever sends more has nothing to say. */
    private static final int LONGEST = 200;

    private Languages() {}

    /** Those of {@code Accept-Language}; what is not understood is passed over. */
    public static List<String> of(ServerRequest request) {
        var header = request.headers().firstHeader(HttpHeaders.ACCEPT_LANGUAGE);
        if (header == null || header.length() > LONGEST) {
            return List.of();
        }
        try {
            return LanguageRange.parse(header).stream()
                    .filter(range -> range.getWeight() > 0)
                    .map(LanguageRange::getRange)
                    .toList();
        } catch (IllegalArgumentException notUnderstood) {
            return List.of();
        }
    }

    /** The one that the body names, then those of the header. */
    public static List<String> of(ServerRequest request, @Nullable String named) {
        return named == null || named.isBlank()
                ? of(request)
                : Stream.concat(Stream.of(named.strip()), of(request).stream()).toList();
    }
}
