package io.ordergate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ordergate.ratelimit.RateLimitPolicy.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitPolicyTests {

    @Test
    void readsWhatSettingsWrite() {
        var policy = RateLimitPolicy.parse("otp-phone", "5/1h,10/1d");
        assertThat(policy.windows())
                .containsExactly(new Window(5, Duration.ofHours(1)), new Window(10, Duration.ofDays(1)));
    }

    @Test
    void bearsSpacesAndIsoDurations() {
        var policy = RateLimitPolicy.parse("otp-phone", " 10 / 1d , 60/PT1M ");
        assertThat(policy.windows())
                .containsExactly(new Window(10, Duration.ofDays(1)), new Window(60, Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "5",
                "5/",
                "/1h",
                "5/1h,",
                "x/1h",
                "5/x",
                "0/1h",
                "-1/1h",
                "5/0s",
                "5/-1h",
                "5.5/1h",
                "5/1h/1d",
                "99999999999999999999/1h"
            })
    void refusesAnythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimitPolicy.parse("otp-phone", text));
    }

    @Test
    void needsAWindow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimitPolicy("otp-phone", List.of()))
                .withMessageContaining("otp-phone");
    }

    @Test
    void doesNotChangeWithTheListItWasMadeOf() {
        var windows = new ArrayList<>(List.of(new Window(5, Duration.ofHours(1))));
        var policy = new RateLimitPolicy("otp-phone", windows);
        windows.clear();
        assertThat(policy.windows()).hasSize(1);
    }

    @Test
    void tellsEveryWindowInItsHeader() {
        assertThat(RateLimitPolicy.parse("otp-phone", "5/1h,10/1d").header())
                .isEqualTo("\"otp-phone\";q=5;w=3600, \"otp-phone-2\";q=10;w=86400");
    }
}
