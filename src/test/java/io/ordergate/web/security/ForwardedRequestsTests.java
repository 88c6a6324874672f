package io.ordergate.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.web.request.WebSettings;
import io.ordergate.web.request.WebSettings.ProxyHeader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ForwardedRequestsTests {

    private static final String PROXY = "10.0.0.1";
    private static final String CALL = "http://inside:8080/api/v1/orders?q=%2F";

    @Test
    void aProxyTellsWhatItsClientHasCalled() {
        var request = x(
                PROXY,
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: shop.example:8443",
                "X-Forwarded-Prefix: /shop/api");
        assertThat(request.getURI()).hasToString("https://shop.example:8443/shop/api/api/v1/orders?q=%2F");
        assertThat(request.getPath().contextPath().value()).isEqualTo("/shop/api");
        assertThat(request.getPath().pathWithinApplication().value()).isEqualTo("/api/v1/orders");
        assertThat(request.getRemoteAddress())
                .as("addresses are read elsewhere")
                .hasToString("/10.0.0.1:4711");
    }

    @Test
    void whatItDoesNotTellStays() {
        assertThat(x(PROXY, "X-Forwarded-Proto: https").getURI())
                .hasToString("https://inside:8080/api/v1/orders?q=%2F");
        assertThat(x(PROXY, "X-Forwarded-Prefix: /").getURI()).hasToString(CALL);
        assertThat(x(PROXY).getURI()).hasToString(CALL);
    }

    @Test
    void aStrangerTellsNothing() {
        var headers = new String[] {
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Prefix: /evil",
            "X-Forwarded-For: 10.0.0.1",
            "Forwarded: for=10.0.0.1;proto=https;host=evil.example"
        };
        assertThat(x("203.0.113.9", headers).getURI()).hasToString(CALL);
        assertThat(standard("203.0.113.9", headers).getURI()).hasToString(CALL);
        assertThat(x("203.0.113.9", headers).getPath().contextPath().value()).isEmpty();
    }

    /** A proxy that adds to what its client has written. */
    @Test
    void whatTheClientOfTheOutermostProxyHasWrittenDoesNotCount() {
        var one = x(
                PROXY,
                "X-Forwarded-For: 10.0.0.9, 203.0.113.9",
                "X-Forwarded-Proto: http, https",
                "X-Forwarded-Host: evil.example, shop.example",
                "X-Forwarded-Prefix: /evil, /shop");
        assertThat(one.getURI()).hasToString("https://shop.example/shop/api/v1/orders?q=%2F");
        var two = x(
                PROXY,
                "X-Forwarded-For: 203.0.113.9, 10.0.0.2",
                "X-Forwarded-Proto: http, https, http",
                "X-Forwarded-Host: evil.example, shop.example, inside",
                "X-Forwarded-Prefix: /evil, /shop, /api");
        assertThat(two.getURI()).hasToString("https://shop.example/shop/api/api/v1/orders?q=%2F");
    }

    @Test
    void linesOfAHeaderAreOneList() {
        assertThat(x(PROXY, "X-Forwarded-Host: evil.example", "X-Forwarded-Host: shop.example")
                        .getURI()
                        .getHost())
                .isEqualTo("shop.example");
    }

    @Test
    void proxiesThatReplaceWhatTheyGotCountAsOne() {
        var request = x(PROXY, "X-Forwarded-For: 203.0.113.9, 10.0.0.2", "X-Forwarded-Proto: https");
        assertThat(request.getURI().getScheme()).isEqualTo("https");
    }

    @Test
    void theStandardHeaderIsReadWhereProxiesWriteIt() {
        var one = standard(
                PROXY,
                "Forwarded: for=10.0.0.9;proto=http;host=evil.example, For=203.0.113.9;Proto=HTTPS;Host=\"shop.example:8443\"");
        assertThat(one.getURI()).hasToString("https://shop.example:8443/api/v1/orders?q=%2F");
        var two = standard(
                PROXY,
                "Forwarded: host=evil.example, for=203.0.113.9;proto=https;host=shop.example",
                "Forwarded: for=10.0.0.2;proto=http",
                "X-Forwarded-Prefix: /shop");
        assertThat(two.getURI()).hasToString("https://shop.example/shop/api/v1/orders?q=%2F");
        assertThat(standard(PROXY, "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example")
                        .getURI())
                .as("the others are not read")
                .hasToString(CALL);
        assertThat(x(PROXY, "Forwarded: for=203.0.113.9;proto=https;host=evil.example")
                        .getURI())
                .hasToString(CALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop",
                "//evil.example",
                "/shop//api",
                "/..",
                "/../admin",
                "/shop/..",
                "/shop/../api",
                "/./shop",
                "/shop/.",
                "/%2e%2e",
                "/%2f%2fevil.example",
                "/shop;v=1",
                "/shop?q",
                "/shop#f",
                "/shop api",
                "/sh\u00f6p",
                "/shop\\api",
                "/shop\r\nSet-Cookie: a=b",
                "/shop\u0000",
                "https://evil.example",
                "/a/b/c/d/e/f/g/h/i/j/k"
            })
    void noOtherPrefixThanAPlainPathCounts(String prefix) {
        var request = x(PROXY, "X-Forwarded-Prefix: " + prefix);
        assertThat(request.getURI()).hasToString(CALL);
        assertThat(request.getPath().contextPath().value()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example/",
                "a@evil.example",
                "evil example",
                "evil.example:",
                "evil.example:port",
                "evil..example",
                "evil.example\r\nX: y",
                "-evil.example",
                "[::1",
                "[evil]",
                "evil.example:123456",
                "1a.2b",
                "\u00e9vil.example"
            })
    void noOtherHostThanAHostCounts(String host) {
        assertThat(x(PROXY, "X-Forwarded-Host: " + host).getURI()).hasToString(CALL);
    }

    @ParameterizedTest
    @CsvSource({"https,https", "HTTPS,https", "http,http", "ftp,http", "javascript:,http", "'',http", "wss,http"})
    void noOtherSchemeThanThoseOfTheWebCounts(String told, String scheme) {
        assertThat(x(PROXY, "X-Forwarded-Proto: " + told).getURI().getScheme()).isEqualTo(scheme);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example", "127.0.0.1:8443", "[2001:db8::1]:443", "xn--shp-tna.example"})
    void hostsCount(String host) {
        assertThat(x(PROXY, "X-Forwarded-Host: " + host).getURI().getRawAuthority())
                .isEqualTo(host);
    }

    @Test
    void aPathStaysAsTheClientHasWrittenIt() {
        var requests = requests(ProxyHeader.X_FORWARDED_FOR);
        for (var path : List.of("/api/v1/orders/%2e%2e/x", "/a%2Fb", "/a//b", "/", "/a;v=1/b")) {
            var headers = new HttpHeaders();
            headers.set("X-Forwarded-Prefix", "/shop/");
            var request = requests.apply(request(PROXY, "http://inside" + path, headers));
            assertThat(request.getURI()).hasToString("http://inside/shop" + path);
            assertThat(request.getPath().pathWithinApplication().value()).isEqualTo(path);
        }
    }

    private static ServerHttpRequest x(String peer, String... headers) {
        return requests(ProxyHeader.X_FORWARDED_FOR).apply(request(peer, CALL, headers(headers)));
    }

    private static ServerHttpRequest standard(String peer, String... headers) {
        return requests(ProxyHeader.FORWARDED).apply(request(peer, CALL, headers(headers)));
    }

    private static HttpHeaders headers(String... lines) {
        var headers = new HttpHeaders();
        for (var line : lines) {
            var colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1).stripLeading());
        }
        return headers;
    }

    private static ServerHttpRequest request(String peer, String uri, HttpHeaders headers) {
        return MockServerHttpRequest.method(HttpMethod.GET, URI.create(uri))
                .headers(headers)
                .remoteAddress(new InetSocketAddress(peer, 4711))
                .build();
    }

    private static ForwardedRequests requests(ProxyHeader header) {
        return new ForwardedRequests(new ClientAddresses(new WebSettings(
                List.of(),
                List.of("10.0.0.0/8"),
                header,
                1,
                1,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ZERO)));
    }
}
