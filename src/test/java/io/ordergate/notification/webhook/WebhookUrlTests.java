package io.ordergate.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.support.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class WebhookUrlTests {

    private final WebhookUrl production = new WebhookUrl(environment("production"));

    @Test
    void isSecretOnItsWayOutsideDevelopment() {
        assertThat(production.require(" https://shop.example:8443/hook?a=b "))
                .isEqualTo("https://shop.example:8443/hook?a=b");
        assertThatThrownBy(() -> production.require("http://shop.example/")).isInstanceOf(Failure.class);
        assertThat(new WebhookUrl(environment("development")).require("http://shop.example/"))
                .isEqualTo("http://shop.example/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.example",
                "https://",
                "https:///path",
                "https://user:pass@shop.example/",
                "https://shop.example/#x",
                "https://shop.example:99999/",
                "https://shop.example:0/",
                "file:///etc/passwd",
                "gopher://shop.example/",
                "https://shop.example/a b",
                "//shop.example/",
                ""
            })
    void isAPlainAddress(String url) {
        assertThatThrownBy(() -> production.require(url)).isInstanceOf(Failure.class);
    }

    private static MockEnvironment environment(String name) {
        return new MockEnvironment().withProperty("ordergate.environment", name);
    }
}
