package io.ordergate.web;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Where a request comes from. Forwarding headers are believed only from trusted proxies, read from the nearest hop
 * outwards, and only up to the first address that is not a trusted proxy: anything further left, the client may have made
 * up.
 */
@Component
public class ClientAddresses {

    private static final String UNKNOWN = "unknown";
    private static final String FORWARDED = "Forwarded";
    private static final String X_FORWARDED_FOR = "X-Forwarded-For";
    private static final int IPV6_NETWORK_BYTES = 8;

    private final AddressRanges trusted;

    ClientAddresses(WebSettings settings) {
        trusted = AddressRanges.of("TRUSTED_PROXIES", settings.trustedProxies());
    }

    /** The address that budgets count for: an IPv4 address, or the /64 network that one IPv6 customer has to himself. */
    public String of(ServerRequest request) {
        return request.remoteAddress()
                .map(InetSocketAddress::getAddress)
                .map(peer -> name(client(peer, request.headers().asHttpHeaders())))
                .orElse(UNKNOWN);
    }

    /** The address of the client itself, before any grouping. */
    InetAddress client(InetAddress peer, HttpHeaders headers) {
        var client = peer;
        if (!trusted.contain(peer)) {
            return peer;
        }
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

    private static String name(InetAddress address) {
        if (address instanceof Inet6Address) {
            var network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES), 16);
            return NetUtil.bytesToIpAddress(network) + "/64";
        }
        return address.getHostAddress();
    }

    /** {@code X-Forwarded-For} when there is one, else the {@code for} of each {@code Forwarded} element (RFC 7239). */
    private static List<String> hops(HttpHeaders headers) {
        var hops = new ArrayList<String>();
        for (var line : headers.getOrEmpty(X_FORWARDED_FOR)) {
            hops.addAll(List.of(line.split(",", -1))); // a quote in it is the client's and hides nothing
        }
        if (!hops.isEmpty()) {
            return hops;
        }
        for (var line : headers.getOrEmpty(FORWARDED)) {
            for (var element : line.split(",", -1)) {
                hops.add(forParameter(element));
            }
        }
        return hops;
    }

    private static String forParameter(String element) {
        for (var parameter : element.split(";", -1)) {
            var pair = parameter.strip();
            if (pair.toLowerCase(Locale.ROOT).startsWith("for=")) {
                return pair.substring("for=".length());
            }
        }
        return UNKNOWN;
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
        var bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
        }
    }
}
