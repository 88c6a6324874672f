package io.ordergate.web.request;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Digests;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * The versions that a client has seen and wants to change (RFC 9110 section 13.1.1). A proxy that compresses an answer makes
 * its tag weak (nginx) or appends its way of compressing (Apache, Jetty): such a tag still names the version that was seen,
 * and counts, although the comparison of If-Match is meant for strong tags.
 *
 * @param versions entity tags; null for any version at all
 */
public record IfMatch(@Nullable Set<String> versions) {

    /** No condition: every version matches. */
    public static final IfMatch ANY = new IfMatch(null);

    private static final Pattern TAG =
            Pattern.compile("(?:W/)?\"([1-9]\\d{0,8})(?:\\.[0-9a-f]{16})?(?:(?:-{1,2}|;)(?:gzip|br|zstd|deflate))?\"");

    /** What the header says; without it, or with {@code *}, any version will do. A tag of another form fits none. */
    public static IfMatch of(ServerRequest request) {
        List<String> values = request.headers().header(HttpHeaders.IF_MATCH);
        var tags = values.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .collect(Collectors.toSet());
        return tags.isEmpty() || tags.contains("*") ? ANY : new IfMatch(tags);
    }

    /** The entity tag of a version. */
    public static String tag(int version) {
        return "\"" + version + "\"";
    }

    /** The entity tag of a version of which this is shown, that may change while the version does not. */
    public static String tag(int version, String shown) {
        var digest = Arrays.copyOf(Digests.sha256(shown), Long.BYTES);
        return "\"" + version + "." + HexFormat.of().formatHex(digest) + "\"";
    }

    /** Errors: {@code stale-version} unless the thing has one of these versions now. */
    public void check(int version) {
        if (versions != null && versions.stream().noneMatch(tag -> isOf(tag, version))) {
            throw Failure.of(ProblemCode.STALE_VERSION);
        }
    }

    private static boolean isOf(String tag, int version) {
        var seen = TAG.matcher(tag);
        return seen.matches() && seen.group(1).equals(Integer.toString(version));
    }
}
