package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedException;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.web.server.ServerWebExchange;

class PlainRequestsTests {

    private static final String INITIATE = "/api/v1/orders/initiate";
    private static final StrictServerWebExchangeFirewall STRICT = new StrictServerWebExchangeFirewall();
    private static final String PIECES =
            "/ / a Z9 . .. - _ ~ ; : @ %2e %2E %2f %2F %5c %00 %0a %0D %25 %3b %E2%80%A8 %E2%80%A9 %7f é ? = &";

    @Property(tries = 5000)
    void nothingPassesThatTheStrictFirewallRefuses(
            @ForAll("methods") HttpMethod method, @ForAll("targets") String target, @ForAll("texts") String text) {
        for (var headers : List.of(headers("X-Test", "a"), headers("X-Test", text), headers("x" + text, "a"))) {
            var request = request(method, target, headers);
            assertThat(isRefused(request) && PlainRequests.arePlain(request, headers))
                    .as("%s %s %s", method, target, headers)
                    .isFalse();
        }
    }

    @Provide
    Arbitrary<HttpMethod> methods() {
        return Arbitraries.of("GET", "POST", "HEAD", "OPTIONS", "DELETE", "TRACE", "CONNECT", "get", "PROPFIND")
                .map(HttpMethod::valueOf);
    }

    @Provide
    Arbitrary<String> targets() {
        return Arbitraries.of(PIECES.split(" ", -1)).list().ofMaxSize(8).map(pieces -> "/" + String.join("", pieces));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ascii().ofMaxLength(4),
                Arbitraries.strings().all().ofMaxLength(4),
                Arbitraries.strings().withChars('a', ' ', '~', '\t', '\r', '\n', '\0', '\u007f', '\u0085', 'é'));
    }

    @Test
    void everyCharacterOfAHeaderIsJudgedAtMostAsMildlyAsByTheStrictFirewall() {
        for (var character = 0; character <= Character.MAX_VALUE; character++) {
            var text = "x" + (char) character;
            if (PlainRequests.isVisibleAscii(text)) {
                assertThat(StrictServerWebExchangeFirewall.ALLOWED_HEADER_NAMES).accepts(text);
                assertThat(StrictServerWebExchangeFirewall.ALLOWED_HEADER_VALUES)
                        .accepts(text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", INITIATE, INITIATE + "/", "/docs/assets/swagger-ui.css", "/problems/wrong-code", "/a_b~C9"})
    void usualPathsArePlain(String path) {
        var headers = headers("User-Agent", "shop/1.0 (Dhaka; \"new\")");
        assertThat(PlainRequests.arePlain(request(HttpMethod.POST, path, headers), headers))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//", "/a//b", "/.", "/..", "/a/./b", "/a/../b", "/.a", "/a;b", "/a%2fb", "/%61", "/é", "/a?b=c"
            })
    void everyOtherPathIsLeftToTheStrictFirewall(String path) {
        var headers = headers("Host", "shop");
        assertThat(PlainRequests.arePlain(request(HttpMethod.GET, path, headers), headers))
                .isFalse();
    }

    @Test
    void noLineBreakLeavesInAnAnswer() {
        assertThatNoException().isThrownBy(() -> PlainRequests.refuseBreaks(headers("Location", "/é")));
        for (var text : new String[] {"a\r\nb", "a\n", "\r"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PlainRequests.refuseBreaks(headers("Location", text)));
            assertThatIllegalArgumentException().isThrownBy(() -> PlainRequests.refuseBreaks(headers("x" + text, "a")));
        }
    }

    private static HttpHeaders headers(String name, String value) {
        return DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false)
                .newHeaders()
                .add(name, value);
    }

    private static MockServerHttpRequest request(HttpMethod method, String target, HttpHeaders headers) {
        return MockServerHttpRequest.method(method, URI.create("http://shop.example" + target))
                .headers(new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(headers)))
                .build();
    }

    /** Refused at once, or later, when a handler reads a header or a parameter. */
    private static boolean isRefused(MockServerHttpRequest request) {
        try {
            STRICT.getFirewalledExchange(MockServerWebExchange.from(request))
                    .doOnNext(PlainRequestsTests::readAll)
                    .block();
            return false;
        } catch (ServerExchangeRejectedException refused) {
            return true;
        }
    }

    private static void readAll(ServerWebExchange exchange) {
        var request = exchange.getRequest();
        assertThat(request.getQueryParams()).isNotNull();
        request.getHeaders().headerNames().forEach(request.getHeaders()::get);
    }
}
