package io.ordergate.web.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** Tells public addresses from those of this machine, its networks and its cloud's own services. */
public final class PublicAddresses {

    /** The special-purpose registries of IANA (RFC 6890 and later), and all of multicast. */
    private static final AddressRanges SPECIAL_4 = AddressRanges.of(List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4"));

    /**
     * Global unicast, which also contains the special ranges below, such as those that lead to an IPv4 address inside.
     */
    private static final AddressRanges GLOBAL_6 = AddressRanges.of(List.of("2000::/3"));

    private static final AddressRanges SPECIAL_6 =
            AddressRanges.of(List.of("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"));

    private PublicAddresses() {}

    public static boolean contain(InetAddress address) {
        return address instanceof Inet6Address
                ? GLOBAL_6.contain(address) && !SPECIAL_6.contain(address)
                : !SPECIAL_4.contain(address);
    }
}
