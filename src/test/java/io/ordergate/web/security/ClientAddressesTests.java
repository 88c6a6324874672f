package io.ordergate.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.util.NetUtil;
import io.ordergate.web.request.WebSettings;
import io.ordergate.web.request.WebSettings.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.reactive.function.server.MockServerRequest;

class ClientAddressesTests {

    private static final String PROXY = "10.0.0.1";
    private static final String CLIENT = "203.0.113.9";

    private final ClientAddresses addresses = trusting(ProxyHeader.X_FORWARDED_FOR, "10.0.0.0/8", "fd00::/8");
    private final ClientAddresses standard = trusting(ProxyHeader.FORWARDED, "10.0.0.0/8", "fd00::/8");

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded"})
    void aStrangersHeadersAreIgnored(String header) {
        assertThat(client("198.51.100.7", header, "203.0.113.9")).isEqualTo("198.51.100.7");
        assertThat(client("198.51.100.7", header, "for=203.0.113.9")).isEqualTo("198.51.100.7");
        assertThat(client("198.51.100.7", header, "10.0.0.1")).isEqualTo("198.51.100.7");
    }

    @Test
    void withoutTrustedProxiesNobodysHeadersCount() {
        assertThat(trusting(ProxyHeader.X_FORWARDED_FOR).client(address(PROXY), headers("X-Forwarded-For", CLIENT)))
                .isEqualTo(address(PROXY));
    }

    @Test
    void aProxyThatNobodyHasNamedIsToldOfOnce() {
        var log = (Logger) LoggerFactory.getLogger(ClientAddresses.class);
        var written = new ListAppender<ILoggingEvent>();
        written.start();
        log.addAppender(written);
        try {
            var nobody = trusting(ProxyHeader.X_FORWARDED_FOR);
            nobody.client(address("203.0.113.1"), headers("X-Forwarded-For", CLIENT));
            nobody.client(address(PROXY), headers("Forwarded", "for=" + CLIENT));
            assertThat(written.list).isEmpty();
            nobody.client(address(PROXY), headers("X-Forwarded-For", CLIENT));
            nobody.client(address(PROXY), headers("X-Forwarded-For", CLIENT));
        } finally {
            log.detachAppender(written);
        }
        assertThat(written.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("X-Forwarded-For comes from 10.0.0.1, which TRUSTED_PROXIES")
                .doesNotContain(CLIENT);
    }

    @Test
    void withoutHeadersThePeerIsTheClient() {
        assertThat(addresses.client(address(PROXY), new HttpHeaders())).isEqualTo(address(PROXY));
        assertThat(client(PROXY, "X-Forwarded-For", "")).isEqualTo(PROXY);
        assertThat(client(PROXY, "Forwarded", "")).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9",
                "203.0.113.9, 10.0.0.2, 10.0.0.3",
                "1.1.1.1, 203.0.113.9",
                "1.1.1.1, 10.0.0.9, 203.0.113.9, 10.0.0.2",
                "10.0.0.4, 203.0.113.9",
                "unknown, 203.0.113.9",
                "<script>, 203.0.113.9, 10.0.0.2",
                "127.0.0.1,203.0.113.9",
                "203.0.113.9:4711",
                "1.1.1.1,,,203.0.113.9",
                "::ffff:203.0.113.9"
            })
    void isTheNearestHopThatIsNoProxyOfOurs(String header) {
        assertThat(client(PROXY, "X-Forwarded-For", header)).isEqualTo(CLIENT);
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(client(PROXY, "X-Forwarded-For", "1.1.1.1", "203.0.113.9", "10.0.0.2"))
                .isEqualTo(CLIENT);
        assertThat(client(PROXY, "Forwarded", "for=1.1.1.1", "for=203.0.113.9", "for=10.0.0.2"))
                .isEqualTo(CLIENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\", 203.0.113.9", "\"1.1.1.1, 203.0.113.9", "\\, 203.0.113.9"})
    void whatTheClientMadeUpDoesNotHideTheHopBesideIt(String header) {
        assertThat(client(PROXY, "X-Forwarded-For", header)).isEqualTo(CLIENT);
    }

    @Test
    void aClientBehindOnlyTrustedHopsIsTheFarthestOfThem() {
        assertThat(client(PROXY, "X-Forwarded-For", "10.0.0.7, 10.0.0.2")).isEqualTo("10.0.0.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"unknown", "_hidden", "example.com", "203.0.113", "203.0.113.9.9", "[", "999.1.1.1", "0x7f.1"})
    void whatIsNoAddressLeadsNoFurther(String hop) {
        assertThat(client(PROXY, "X-Forwarded-For", "1.1.1.1, " + hop)).isEqualTo(PROXY);
        assertThat(client(PROXY, "X-Forwarded-For", "1.1.1.1, " + hop + ", 10.0.0.2"))
                .isEqualTo("10.0.0.2");
        assertThat(client(PROXY, "Forwarded", "for=1.1.1.1, for=" + hop)).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.9 | 203.0.113.9",
                "For=203.0.113.9;proto=https;by=10.0.0.1 | 203.0.113.9",
                "proto=https; for=203.0.113.9 | 203.0.113.9",
                "for=\"203.0.113.9:4711\" | 203.0.113.9",
                "for=1.1.1.1, for=203.0.113.9, for=10.0.0.2 | 203.0.113.9",
                "for=\"[2001:db8::9]:4711\" | 2001:db8::9",
                "for=\"[2001:db8::9]\";proto=https, for=\"[fd00::2]:80\" | 2001:db8::9",
                "for=1.1.1.1, proto=https | 10.0.0.1",
                "for= | 10.0.0.1",
                "for | 10.0.0.1",
                "by=203.0.113.9 | 10.0.0.1"
            })
    void readsTheStandardHeader(String header, String client) {
        assertThat(client(PROXY, "Forwarded", header)).isEqualTo(client);
    }

    @Test
    void theHeaderThatTheProxiesDoNotWriteIsNotRead() {
        var headers = headers("X-Forwarded-For", CLIENT);
        headers.add("Forwarded", "for=1.1.1.1");
        assertThat(addresses.client(address(PROXY), headers)).isEqualTo(address(CLIENT));
        assertThat(standard.client(address(PROXY), headers)).isEqualTo(address("1.1.1.1"));
        assertThat(addresses.client(address(PROXY), headers("Forwarded", "for=1.1.1.1")))
                .isEqualTo(address(PROXY));
        assertThat(standard.client(address(PROXY), headers("X-Forwarded-For", CLIENT)))
                .isEqualTo(address(PROXY));
    }

    @Test
    void anIpv6CustomerIsHisNetwork() {
        assertThat(named("2001:db8:0:1::9"))
                .isEqualTo(named("2001:db8:0:1:ffff:ffff:ffff:ffff"))
                .isNotEqualTo(named("2001:db8:0:2::9"))
                .startsWith("2001:db8:0:1")
                .endsWith("/64");
    }

    @Test
    void anIpv4CustomerIsHimself() {
        assertThat(named(CLIENT)).isEqualTo(CLIENT);
        assertThat(named("::ffff:203.0.113.9")).isEqualTo(CLIENT);
    }

    @Test
    void aForwardedIpv6CustomerIsHisNetworkToo() {
        var request = MockServerRequest.builder()
                .remoteAddress(new InetSocketAddress(address("fd00::1"), 4711))
                .header("X-Forwarded-For", "2001:db8:0:1::9")
                .build();
        assertThat(addresses.of(request).value()).isEqualTo(named("2001:db8:0:1::8"));
    }

    @Test
    void aRequestFromNowhereHasAName() {
        assertThat(addresses.of(MockServerRequest.builder().build())).hasToString("unknown");
        assertThat(addresses.of(MockServerRequest.builder()
                        .remoteAddress(InetSocketAddress.createUnresolved("example.com", 80))
                        .build()))
                .hasToString("unknown");
    }

    private String named(String peer) {
        return addresses
                .of(MockServerRequest.builder()
                        .remoteAddress(new InetSocketAddress(address(peer), 4711))
                        .build())
                .value();
    }

    private String client(String peer, String header, String... values) {
        var reader = header.equals("Forwarded") ? standard : addresses;
        return NetUtil.toAddressString(reader.client(address(peer), headers(header, values)));
    }

    private static HttpHeaders headers(String name, String... values) {
        var headers = new HttpHeaders();
        headers.addAll(name, List.of(values));
        return headers;
    }

    private static ClientAddresses trusting(ProxyHeader header, String... proxies) {
        var wait = Duration.ofSeconds(15);
        return new ClientAddresses(
                new WebSettings(List.of(), List.of(proxies), header, 10, 10, 10, wait, wait, wait, wait));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByAddress(
                    Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(text), text));
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void anIpv6ClientIsPartOfWiderNetworks() {
        assertThat(new ClientAddress("2001:db8:1:2345::/64").networksAround())
                .extracting(ClientAddress::value)
                .containsExactly("2001:db8:1::/48", "2001:db8:1:2300::/56");
        assertThat(new ClientAddress("203.0.113.7").networksAround()).isEmpty();
        assertThat(new ClientAddress("unknown").networksAround()).isEmpty();
        assertThat(new ClientAddress("2001:db8:1:2345::/64").widest().value()).isEqualTo("2001:db8:1::/48");
        assertThat(new ClientAddress("203.0.113.7").widest().value()).isEqualTo("203.0.113.7");
    }
}
