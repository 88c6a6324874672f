package io.ordergate.web.server;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.ordergate.support.ProblemCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request's first line and headers say without doubt where it ends and for whom it is (RFC 9112). What two
 * servers may read in two ways is refused: a proxy in front could have been told another request.
 */
final class RequestHeads {

    static final int LONGEST_TARGET = 8 * 1024;

    /** RFC 3986 section 3.2.2 and 3.2.3: a name or an IPv4 address, or an IPv6 address in brackets, and a port. */
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._~!$&'()*+,;=%-]{1,255}+)(:[0-9]{1,5})?");

    /** Codings that RFC 9112 section 7 names, which this service does not undo. */
    private static final Set<String> OTHER_CODINGS = Set.of("gzip", "x-gzip", "deflate", "compress", "x-compress");

    private static final String CHUNKED = "chunked";
    private static final String CONTINUE = "100-continue";

    private RequestHeads() {}

    /** What is refused before anything is done, and the connection then closed. */
    record Refusal(HttpResponseStatus status, ProblemCode code, String detail) {

        static Refusal of(HttpResponseStatus status, String detail) {
            return new Refusal(status, ProblemCode.INVALID_REQUEST, detail);
        }
    }

    /** Null for a request that may be handled; a body longer than {@code mostBytes} is not even waited for if the client asks. */
    static @Nullable Refusal refusal(HttpRequest request, int mostBytes) {
        if (request.protocolVersion().majorVersion() != 1) {
            return Refusal.of(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "This service speaks HTTP/1.1.");
        }
        if (request.uri().length() > LONGEST_TARGET) {
            return tooLongTarget();
        }
        if (!isUri(request.uri())) {
            return Refusal.of(
                    HttpResponseStatus.BAD_REQUEST, "The target is no URI: encode what RFC 3986 does not allow in it.");
        }
        var headers = request.headers();
        if (!isForOneHost(headers, request.protocolVersion())) {
            return Refusal.of(HttpResponseStatus.BAD_REQUEST, "Send one Host header with a name or an address.");
        }
        var coding = codingRefusal(headers, request.protocolVersion());
        return coding == null ? expectationRefusal(request, mostBytes) : coding;
    }

    /**
     * Whether the client ends the connection with this request, which does not say so any more: the server would close with the answer
     * to the one before it. A later minor version becomes our own, in which it is answered (RFC 9112 section 2.3).
     */
    static boolean removeClose(HttpRequest request) {
        if (request.protocolVersion().minorVersion() > 1) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        var last = !HttpUtil.isKeepAlive(request);
        if (last) {
            HttpUtil.setKeepAlive(request, true);
        }
        return last;
    }

    /** The refusal of bytes that are no HTTP. */
    static Refusal undecodable(Throwable error) {
        if (error instanceof TooLongHttpLineException) {
            return tooLongTarget();
        }
        if (error instanceof TooLongHttpHeaderException) {
            return Refusal.of(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers may have 8192 bytes in all.");
        }
        return Refusal.of(
                HttpResponseStatus.BAD_REQUEST,
                error instanceof TooLongFrameException ? "A part of the request is too long." : "This is no HTTP/1.1.");
    }

    private static Refusal tooLongTarget() {
        return Refusal.of(
                HttpResponseStatus.REQUEST_URI_TOO_LONG, "Path and query may have " + LONGEST_TARGET + " bytes.");
    }

    /** Whether the framework can read a target (RFC 3986): to any other the framework answers 400 with an empty body. */
    static boolean isUri(String target) {
        if (target.chars().allMatch(RequestHeads::isPlain)) {
            return true;
        }
        try {
            return !new URI(target.startsWith("/") ? "http://host" + target : target)
                    .toString()
                    .isEmpty();
        } catch (URISyntaxException other) {
            return false;
        }
    }

    private static boolean isPlain(int character) {
        return ('A' <= character && character <= 'Z')
                || ('a' <= character && character <= 'z')
                || ('-' <= character && character <= '9')
                || "_~?=&".indexOf(character) >= 0;
    }

    /** RFC 9112 section 3.2: HTTP/1.0 knew no Host. */
    private static boolean isForOneHost(HttpHeaders headers, HttpVersion version) {
        var hosts = headers.valueCharSequenceIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            return version.minorVersion() == 0;
        }
        var host = hosts.next();
        return !hosts.hasNext() && HOST.matcher(host).matches();
    }

    private static @Nullable Refusal codingRefusal(HttpHeaders headers, HttpVersion version) {
        var codings = headers.valueCharSequenceIterator(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.hasNext()) {
            return null;
        }
        var coding = codings.next().toString();
        if (coding.equalsIgnoreCase(CHUNKED)
                && !codings.hasNext()
                && version.minorVersion() > 0
                && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return null;
        }
        var known = Stream.of(coding.toLowerCase(Locale.ROOT).split(",", -1))
                .map(String::strip)
                .anyMatch(OTHER_CODINGS::contains);
        return Refusal.of(
                known ? HttpResponseStatus.NOT_IMPLEMENTED : HttpResponseStatus.BAD_REQUEST,
                "The only Transfer-Encoding is chunked, once and without Content-Length.");
    }

    private static @Nullable Refusal expectationRefusal(HttpRequest request, int mostBytes) {
        var expectation = request.headers().get(HttpHeaderNames.EXPECT);
        if (expectation == null || request.protocolVersion().minorVersion() == 0) {
            return null;
        }
        if (!expectation.equalsIgnoreCase(CONTINUE)) {
            return Refusal.of(HttpResponseStatus.EXPECTATION_FAILED, "The only Expect is 100-continue.");
        }
        return HttpUtil.getContentLength(request, 0L) > mostBytes
                ? new Refusal(
                        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                        ProblemCode.BODY_TOO_LARGE,
                        ProblemCode.BODY_TOO_LARGE.advice())
                : null;
    }
}
