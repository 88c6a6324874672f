package io.ordergate.web.security;

import io.netty.util.NetUtil;
import io.ordergate.web.request.WebSettings;
import io.ordergate.web.request.WebSettings.ProxyHeader;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Where a request comes from. Of the two forwarding headers only the one that the proxies write is read, it is believed only
 * from trusted proxies, from the nearest hop outwards, and only up to the first address that is not a trusted proxy: anything
 * further left, the client may have made up.
 */
@Component
public class ClientAddresses {

    private static final Logger log = LoggerFactory.getLogger(ClientAddresses.class);

    private static final Class<?> CONTEXT = ClientAddresses.class;
    private static final String UNKNOWN = "unknown";
    static final String FORWARDED = "Forwarded";
    private static final String X_FORWARDED_FOR = "X-Forwarded-For";
    private static final int IPV6_NETWORK_BYTES = 8;

    private final AddressRanges trusted;
    private final ProxyHeader header;
    private final AtomicBoolean told = new AtomicBoolean();

    ClientAddresses(WebSettings settings) {
        trusted = AddressRanges.of("TRUSTED_PROXIES", settings.trustedProxies());
        header = settings.proxyHeader();
    }

    /** The address that budgets count for: an IPv4 address, or the /64 network that one IPv6 customer has to himself. */
    public ClientAddress of(ServerRequest request) {
        return request.remoteAddress()
                .map(InetSocketAddress::getAddress)
                .map(peer -> name(client(peer, request.headers().asHttpHeaders())))
                .map(ClientAddress::new)
                .orElseGet(() -> new ClientAddress(UNKNOWN));
    }

    /** The same for a request that no route has been found for yet. */
    public ClientAddress of(ServerHttpRequest request) {
        var socket = request.getRemoteAddress();
        var peer = socket == null ? null : socket.getAddress();
        return new ClientAddress(peer == null ? UNKNOWN : name(client(peer, request.getHeaders())));
    }

    /** The chain's context, which tells whose request this is when somebody asks. */
    public Context with(Context context, ServerHttpRequest request) {
        return context.put(CONTEXT, new Client(this, request));
    }

    /** The address of the client whose request is being answered; one without text outside of requests. */
    public static ClientAddress in(ContextView context) {
        return context.<Client>getOrEmpty(CONTEXT).map(Client::address).orElse(ClientAddress.NONE);
    }

    /** The header {@code User-Agent} of the request that is being answered; empty without one, and outside of requests. */
    static String userAgentIn(ContextView context) {
        return context.<Client>getOrEmpty(CONTEXT).map(Client::userAgent).orElse("");
    }

    /** The address of the client itself, before any grouping. */
    InetAddress client(InetAddress peer, HttpHeaders headers) {
        if (!trusted.contain(peer)) {
            tellOfProxy(peer, headers);
            return peer;
        }
        var client = peer;
        var hops = hops(headers);
        for (var hop = hops.size() - 1; hop >= 0; hop--) {
            var address = address(hops.get(hop));
            if (address == null) {
                return client;
            }
            client = address;
            if (!trusted.contain(address)) {
                return client;
            }
        }
        return client;
    }

    /**
     * How many proxies in a row are trusted, from the peer outwards. The forwarding headers have so many values of theirs, at the
     * right; what is further left, the client may have made up.
     */
    int trustedHops(InetAddress peer, HttpHeaders headers) {
        if (!trusted.contain(peer)) {
            return 0;
        }
        var hops = hops(headers);
        var count = 1;
        while (count <= hops.size()) {
            var address = address(hops.get(hops.size() - count));
            if (address == null || !trusted.contain(address)) {
                return count;
            }
            count++;
        }
        return count;
    }

    /** Whether proxies write {@code Forwarded}, and not the headers whose names begin with {@code X-Forwarded-}. */
    boolean readsForwarded() {
        return header == ProxyHeader.FORWARDED;
    }

    /** Warns once: the customers behind a proxy that the settings do not name share the budgets of one address. */
    private void tellOfProxy(InetAddress peer, HttpHeaders headers) {
        if (!told.get()
                && peer.isSiteLocalAddress()
                && headers.containsHeader(headerName())
                && told.compareAndSet(false, true)) {
            log.warn(
                    "{} comes from {}, which TRUSTED_PROXIES does not name: if that is a proxy, all of its clients share what one address may do",
                    headerName(),
                    peer.getHostAddress());
        }
    }

    private String headerName() {
        return header == ProxyHeader.FORWARDED ? FORWARDED : X_FORWARDED_FOR;
    }

    public static String name(InetAddress address) {
        if (address instanceof Inet6Address) {
            var network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES), 16);
            return NetUtil.bytesToIpAddress(network) + ClientAddress.IPV6_NETWORK;
        }
        return address.getHostAddress();
    }

    private List<String> hops(HttpHeaders headers) {
        return switch (header) {
            case X_FORWARDED_FOR ->
                elements(headers, X_FORWARDED_FOR).toList(); // a quote in it is the client's and hides nothing
            case FORWARDED ->
                elements(headers, FORWARDED)
                        .map(element -> parameter(element, "for"))
                        .map(node -> node.isEmpty() ? UNKNOWN : node)
                        .toList();
        };
    }

    /** The values of a header, of all its lines. */
    static Stream<String> elements(HttpHeaders headers, String name) {
        return headers.getOrEmpty(name).stream().flatMap(line -> Stream.of(line.split(",", -1)));
    }

    /** A parameter of one element of {@code Forwarded} (RFC 7239); empty when it is not there. */
    static String parameter(String element, String name) {
        for (var parameter : element.split(";", -1)) {
            var pair = parameter.strip();
            if (pair.toLowerCase(Locale.ROOT).startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }

    /** The address in a hop, without quotes, brackets and port; a name is never looked up. */
    private static @Nullable InetAddress address(String hop) {
        var text = hop.strip().replace("\"", "");
        if (text.startsWith("[")) {
            var end = text.indexOf(']');
            text = end < 0 ? text : text.substring(1, end);
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
            text = text.substring(0, text.indexOf(':'));
        }
        return AddressRanges.address(text);
    }

    /** The client of a request, looked at only when somebody asks. */
    private record Client(ClientAddresses addresses, ServerHttpRequest request) {

        ClientAddress address() {
            return addresses.of(request);
        }

        String userAgent() {
            var header = request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
            return header == null ? "" : header;
        }
    }
}
