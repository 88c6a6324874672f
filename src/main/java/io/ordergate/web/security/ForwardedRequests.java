package io.ordergate.web.security;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * Gives a request the scheme, the host and the path prefix that its client has called, as the trusted proxies in front of the
 * service tell them. Spring's own transformer believes everybody, and takes the value furthest left, which the client may have made
 * up: here a value counts only as far to the left as the chain of trusted proxies reaches. Whatever is no scheme, host or plain path
 * is passed over. The prefix is the context path of the request: routes and rules of security match what follows it.
 */
@Component(WebHttpHandlerBuilder.FORWARDED_HEADER_TRANSFORMER_BEAN_NAME)
class ForwardedRequests extends ForwardedHeaderTransformer {

    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final String PREFIX = "X-Forwarded-Prefix";
    private static final List<String> NAMES = List.of(PROTO, HOST, PREFIX, ClientAddresses.FORWARDED);

    private static final Pattern SCHEMES = Pattern.compile("https?");
    private static final Pattern HOSTS =
            Pattern.compile("([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");
    private static final Pattern PREFIXES = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+){1,10}");
    private static final int LONGEST_PREFIX = 200;

    private final ClientAddresses addresses;

    ForwardedRequests(ClientAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public ServerHttpRequest apply(ServerHttpRequest request) {
        var headers = request.getHeaders();
        if (NAMES.stream().noneMatch(headers::containsHeader)) {
            return request;
        }
        var socket = request.getRemoteAddress();
        var hops = socket == null ? 0 : addresses.trustedHops(socket.getAddress(), headers);
        return hops == 0 || request.getURI().getRawAuthority() == null ? request : forwarded(request, hops);
    }

    private ServerHttpRequest forwarded(ServerHttpRequest request, int hops) {
        var uri = request.getURI();
        var headers = request.getHeaders();
        var scheme = Objects.requireNonNullElse(scheme(headers, hops), uri.getScheme());
        var host = Objects.requireNonNullElse(host(headers, hops), uri.getRawAuthority());
        var prefix = uri.getRawPath().startsWith("/") ? prefix(headers, hops) : "";
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return request.mutate()
                .uri(URI.create(scheme + "://" + host + prefix + uri.getRawPath() + query))
                .contextPath(prefix)
                .build();
    }

    private @Nullable String scheme(HttpHeaders headers, int hops) {
        var scheme = told(headers, hops, PROTO, "proto").toLowerCase(Locale.ROOT);
        return SCHEMES.matcher(scheme).matches() ? scheme : null;
    }

    private @Nullable String host(HttpHeaders headers, int hops) {
        var host = told(headers, hops, HOST, "host");
        return HOSTS.matcher(host).matches() && URI.create("http://" + host).getHost() != null ? host : null;
    }

    /** Each proxy takes a prefix of its own away: the outermost one's comes first. */
    private static String prefix(HttpHeaders headers, int hops) {
        var told = ClientAddresses.elements(headers, PREFIX)
                .map(String::strip)
                .map(text -> text.endsWith("/") ? text.substring(0, text.length() - 1) : text)
                .toList();
        var prefix = told.stream().skip(Math.max(0, told.size() - hops)).collect(Collectors.joining());
        return prefix.length() <= LONGEST_PREFIX && PREFIXES.matcher(prefix).matches() ? prefix : "";
    }

    /** What the outermost of the trusted proxies tells; the leftmost value where fewer values than proxies are there. */
    private String told(HttpHeaders headers, int hops, String header, String parameter) {
        var elements = addresses.readsForwarded()
                ? ClientAddresses.elements(headers, ClientAddresses.FORWARDED)
                        .map(element -> ClientAddresses.parameter(element, parameter))
                        .toList()
                : ClientAddresses.elements(headers, header).toList();
        return elements.isEmpty()
                ? ""
                : elements.get(Math.max(0, elements.size() - hops)).strip().replace("\"", "");
    }
}
