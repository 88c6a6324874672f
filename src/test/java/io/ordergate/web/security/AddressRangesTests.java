package io.ordergate.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTests {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.255.255,true",
        "10.0.0.0/8,11.0.0.0,false",
        "10.0.0.0/8,9.255.255.255,false",
        "10.1.2.3/8,10.9.9.9,true",
        "192.168.1.0/25,192.168.1.127,true",
        "192.168.1.0/25,192.168.1.128,false",
        "192.168.1.7,192.168.1.7,true",
        "192.168.1.7,192.168.1.8,false",
        "192.168.1.7/32,192.168.1.7,true",
        "0.0.0.0/0,203.0.113.9,true",
        "0.0.0.0/0,::1,false",
        "::1,::1,true",
        "::1,::2,false",
        "fd00::/8,fdff::1,true",
        "fd00::/8,fe00::1,false",
        "2001:db8::/33,2001:db8:7fff::1,true",
        "2001:db8::/33,2001:db8:8000::1,false",
        "::/0,2001:db8::1,true",
        "10.0.0.0/8,::ffff:10.0.0.1,true",
        "' 10.0.0.0/8 ',10.0.0.1,true"
    })
    void holdsTheAddressesOfTheNetwork(String range, String address, boolean inside) {
        assertThat(AddressRanges.of(List.of(range)).contain(address(address))).isEqualTo(inside);
    }

    @Test
    void oneOfSeveralIsEnough() {
        var ranges = AddressRanges.of(List.of("127.0.0.0/8", "::1", ""));
        assertThat(ranges.contain(address("127.0.0.1"))).isTrue();
        assertThat(ranges.contain(address("::1"))).isTrue();
        assertThat(ranges.contain(address("10.0.0.1"))).isFalse();
    }

    @Test
    void nothingHoldsNothing() {
        assertThat(AddressRanges.of(List.of()).contain(address("127.0.0.1"))).isFalse();
        assertThat(AddressRanges.of(List.of("", " ")).contain(address("127.0.0.1")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "10.0.0",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "/8",
                "10.0.0.0/8/8",
                "::1/129",
                "example.com",
                "localhost",
                "10.0.0.0-10.0.0.9",
                "fd00::/8 10.0.0.0/8"
            })
    void refusesWhatIsNoRange(String range) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRanges.of(List.of(range)));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByAddress(
                    Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(text), text));
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
