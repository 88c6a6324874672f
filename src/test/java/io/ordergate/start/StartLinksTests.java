package io.ordergate.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class StartLinksTests {

    @Test
    void aDeveloperIsToldWhereToLook() {
        var settings = new MockEnvironment().withProperty("local.server.port", "8123");
        assertThat(StartLinks.links(settings))
                .map(String::strip)
                .containsExactly(
                        "console  http://localhost:8123/console",
                        "docs     http://localhost:8123/docs",
                        "inbox    http://localhost:8123/dev/inbox",
                        "health   http://localhost:8123/api/v1/health");
        settings.setProperty("ordergate.page.demo-shop", "true");
        assertThat(StartLinks.links(settings)).first().asString().contains("shop     http://localhost:8123/");
    }
}
