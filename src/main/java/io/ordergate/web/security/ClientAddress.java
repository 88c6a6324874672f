package io.ordergate.web.security;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, as budgets count it: an IPv4 address, or the /64 network that one IPv6 client has alone.
 *
 * @param value the address or network in text form, or {@code unknown}
 */
public record ClientAddress(String value) {

    /** No address: what is done for no request. */
    public static final ClientAddress NONE = new ClientAddress("");

    static final String IPV6_NETWORK = "/64";

    /** The networks around the address, the widest first: the /48 and the /56 of an IPv6 client, none of an IPv4 client. */
    public List<ClientAddress> networksAround() {
        return isNetwork() ? List.of(network(48), network(56)) : List.of();
    }

    /** The widest network around the address that may be one person's, or the address itself where there is none. */
    public ClientAddress widest() {
        return isNetwork() ? network(48) : this;
    }

    /** The network that may be shown in place of the address, a /24 or a /48; null where no address is known. */
    public @Nullable String shown() {
        if (isNetwork()) {
            return network(48).value;
        }
        var bytes = NetUtil.createByteArrayFromIpAddressString(value);
        if (bytes == null || bytes.length != 4) {
            return null;
        }
        return NetUtil.bytesToIpAddress(new byte[] {bytes[0], bytes[1], bytes[2], 0}) + "/24";
    }

    /** Whether there is no address. */
    public boolean isNone() {
        return value.isEmpty();
    }

    private boolean isNetwork() {
        return value.endsWith(IPV6_NETWORK);
    }

    private ClientAddress network(int bits) {
        var text = value.substring(0, value.length() - IPV6_NETWORK.length());
        var bytes =
                Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(text), "a network was an address");
        return new ClientAddress(
                NetUtil.bytesToIpAddress(Arrays.copyOf(Arrays.copyOf(bytes, bits / Byte.SIZE), bytes.length)) + "/"
                        + bits);
    }

    @Override
    public String toString() {
        return value;
    }
}
