package io.ordergate.web;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.util.Assert;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A first look that lets pass what is plainly harmless, as nearly every request is, and leaves every other to the strict
 * firewall, which alone refuses: its copies of requests and its way through the headers of answers are dear.
 */
class PlainRequests implements ServerWebExchangeFirewall {

    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private final ServerWebExchangeFirewall strict;

    PlainRequests(ServerWebExchangeFirewall strict) {
        this.strict = strict;
    }

    @Override
    public Mono<ServerWebExchange> getFirewalledExchange(ServerWebExchange exchange) {
        HttpServerRequest received = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        if (!arePlain(exchange.getRequest(), received.requestHeaders())) {
            return strict.getFirewalledExchange(exchange);
        }
        exchange.getResponse().beforeCommit(() -> withoutBreaks(exchange.getResponse()));
        return Mono.just(exchange);
    }

    /** Nothing is left that the strict firewall would look at, now or when somebody reads a header or a parameter. */
    static boolean arePlain(ServerHttpRequest request, HttpHeaders headers) {
        var path = request.getPath().value();
        var uri = request.getURI();
        return METHODS.contains(request.getMethod())
                && isPlain(path)
                && path.equals(uri.getRawPath())
                && uri.getRawQuery() == null
                && areVisibleAscii(headers);
    }

    /** Single slashes and unreserved characters (RFC 3986 section 2.3), and no segment that begins with a dot. */
    private static boolean isPlain(String path) {
        var previous = 'x';
        for (var index = 0; index < path.length(); index++) {
            var character = path.charAt(index);
            if (!mayFollow(previous, character)) {
                return false;
            }
            previous = character;
        }
        return path.startsWith("/");
    }

    private static boolean mayFollow(char previous, char character) {
        return switch (character) {
            case '/', '.' -> previous != '/';
            case '-', '_', '~' -> true;
            default ->
                isBetween('a', character, 'z') || isBetween('A', character, 'Z') || isBetween('0', character, '9');
        };
    }

    private static boolean isBetween(char first, char character, char last) {
        return first <= character && character <= last;
    }

    private static boolean areVisibleAscii(HttpHeaders headers) {
        for (var all = headers.iteratorCharSequence(); all.hasNext(); ) {
            var header = all.next();
            if (!isVisibleAscii(header.getKey()) || !isVisibleAscii(header.getValue())) {
                return false;
            }
        }
        return true;
    }

    static boolean isVisibleAscii(CharSequence text) {
        for (var index = 0; index < text.length(); index++) {
            var character = text.charAt(index);
            if (character < ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    /** What the strict firewall makes sure of before an answer leaves. */
    private static Mono<Void> withoutBreaks(ServerHttpResponse response) {
        HttpServerResponse sent = ServerHttpResponseDecorator.getNativeResponse(response);
        refuseBreaks(sent.responseHeaders());
        return Mono.empty();
    }

    static void refuseBreaks(HttpHeaders headers) {
        for (var all = headers.iteratorCharSequence(); all.hasNext(); ) {
            var header = all.next();
            Assert.isTrue(
                    !hasBreak(header.getKey()) && !hasBreak(header.getValue()),
                    "There is a line break in a header of the answer");
        }
    }

    private static boolean hasBreak(CharSequence text) {
        return AsciiString.indexOf(text, '\r', 0) >= 0 || AsciiString.indexOf(text, '\n', 0) >= 0;
    }
}
