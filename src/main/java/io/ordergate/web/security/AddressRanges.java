package io.ordergate.web.security;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ranges of addresses as settings write them: {@code 10.0.0.0/8}, {@code ::1}. */
public final class AddressRanges {

    private final List<IpSubnetFilterRule> rules;

    private AddressRanges(List<IpSubnetFilterRule> rules) {
        this.rules = rules;
    }

    /** Reads the ranges; anything that is not one is refused, so that a typing error trusts nobody. */
    public static AddressRanges of(List<String> ranges) {
        return new AddressRanges(ranges.stream()
                .map(String::strip)
                .filter(range -> !range.isEmpty())
                .map(AddressRanges::rule)
                .toList());
    }

    /** The ranges of a setting, which a refusal names. */
    public static AddressRanges of(String setting, List<String> ranges) {
        try {
            return of(ranges);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    setting + " is not understood: write addresses or ranges such as 10.0.0.0/8,::1", unreadable);
        }
    }

    public boolean contain(InetAddress address) {
        var socket = new InetSocketAddress(address, 0);
        for (var rule : rules) {
            if (rule.matches(socket)) {
                return true;
            }
        }
        return false;
    }

    /** The address that this text writes, with or without brackets; null for anything else, since names are never looked up. */
    public static @Nullable InetAddress address(String text) {
        var bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
        }
    }

    private static IpSubnetFilterRule rule(String range) {
        var slash = range.indexOf('/');
        var address = slash < 0 ? range : range.substring(0, slash);
        var bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            throw new IllegalArgumentException("Not an address range: " + range);
        }
        var prefix = slash < 0 ? bytes.length * Byte.SIZE : Integer.parseInt(range.substring(slash + 1));
        return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
    }
}
