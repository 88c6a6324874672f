package io.ordergate.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ordergate.support.LogLines;
import io.ordergate.web.request.WebSettings;
import io.ordergate.web.request.WebSettings.ProxyHeader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.mock.env.MockEnvironment;

class AllowedOriginsTests {

    @ParameterizedTest
    @ValueSource(strings = {"https://a.shop.example", "https://a.b.shop.example", "https://xn--1.shop.example"})
    void aPatternStandsForTheNamesBelowAName(String origin) {
        assertThat(origins("production", "https://*.shop.example").allowed(origin))
                .isEqualTo(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evilshop.example",
                "https://shop.example",
                "https://a.shop.example.evil",
                "https://a.shop.example:8443",
                "http://a.shop.example",
                "https://.shop.example",
                "https://evil.example/.shop.example",
                "https://evil.example#.shop.example",
                "https://evil.example:80.shop.example",
                "https://u@evil.example?.shop.example",
                "https://a.shop.example\n",
                "null",
                ""
            })
    void andForNoOther(String origin) {
        var origins = origins("production", "https://*.shop.example");
        assertThat(origins.allowed(origin)).isNull();
        assertThat(origins.isNamed(origin)).isFalse();
    }

    @Test
    void aPatternMaySayAnyPort() {
        var origins = origins("production", "https://shop.example:*");
        assertThat(origins.allowed("https://shop.example:8443")).isNotNull();
        assertThat(origins.allowed("https://shop.example:8443.evil.example")).isNull();
        assertThat(origins.allowed("https://shop.example:")).isNull();
    }

    @Test
    void thePagesOfADevelopersMachineMayCallInDevelopmentAlone() {
        for (var origin : List.of("http://localhost:5173", "http://127.0.0.1:3000", "http://localhost")) {
            assertThat(origins("development").allowed(origin)).isEqualTo(origin);
            assertThat(origins("development").isNamed(origin)).as("no cookies").isFalse();
            assertThat(origins("production").allowed(origin)).isNull();
        }
        assertThat(origins("development").allowed("http://localhost.evil.example:80"))
                .isNull();
        assertThat(origins("development").allowed("http://localhost:80.evil.example"))
                .isNull();
    }

    @Test
    void onlyANamedOriginIsNamed() {
        var origins = origins("production", "https://shop.example/", "https://*.shop.example", "*");
        assertThat(origins.isNamed("https://shop.example")).isTrue();
        assertThat(origins.isNamed("https://a.shop.example")).isFalse();
        assertThat(origins.isNamed("*")).isFalse();
        assertThat(origins.isNamed(null)).isFalse();
        assertThat(origins.allowed("https://anybody.example")).isEqualTo("*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://*",
                "https://*.example",
                "https://*shop.example",
                "*.shop.example",
                "https://shop.*",
                "https://a.*.example",
                "https://*.*.example",
                "https://*.shop.example/",
                "*://shop.example",
                "https://*.shop.example:80*"
            })
    void aPatternThatWouldMatchStrangersStopsTheStart(String pattern) {
        assertThatThrownBy(() -> origins("production", pattern)).hasMessageContaining("ALLOWED_ORIGINS");
    }

    @Test
    void aRefusedOriginIsLoggedOnceAMinute() {
        var log = (Logger) LoggerFactory.getLogger(AllowedOrigins.class);
        var written = new ListAppender<ILoggingEvent>();
        written.start();
        log.addAppender(written);
        try {
            var origins = origins("production");
            for (var call = 0; call < 5; call++) {
                origins.allowed("https://evil.example\r\nfake" + "x".repeat(500));
            }
        } finally {
            log.detachAppender(written);
        }
        assertThat(written.list).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                .contains("ALLOWED_ORIGINS")
                .contains("https://evil.example??fake")
                .doesNotContain("\n")
                .hasSizeLessThan(250));
    }

    private static AllowedOrigins origins(String environment, String... origins) {
        var settings = new WebSettings(
                List.of(origins),
                List.of(),
                ProxyHeader.X_FORWARDED_FOR,
                1,
                1,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ZERO);
        return new AllowedOrigins(
                settings,
                new MockEnvironment().withProperty("ordergate.environment", environment),
                new LogLines(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)));
    }
}
