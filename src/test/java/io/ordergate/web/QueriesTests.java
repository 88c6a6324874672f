package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A filter that is not understood is refused: passed over, it would show more than somebody has asked for. */
@IntegrationTest
class QueriesTests {

    private final Api api;
    private final Accounts accounts;

    @Autowired
    QueriesTests(Api api, Accounts accounts) {
        this.api = api;
        this.accounts = accounts;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/orders",
                "/api/v1/orders/my",
                "/api/v1/users",
                "/api/v1/users/search?q=abc",
                "/api/v1/audit",
                "/api/v1/sms/stats",
                "/api/v1/sms/funnel",
                "/api/v1/payments/flagged",
                "/api/v1/outbox/parked",
                "/api/v1/webhooks/endpoints",
                "/orders",
                "/api/orders",
                "/api/orders/my",
                "/api/users"
            })
    void aFilterThatNoListHasIsRefused(String path) {
        var admin = accounts.admin();
        assertThat(api.get(path, admin).status()).as("without it").isEqualTo(200);
        for (var filter : new String[] {"STATUS=pending", "statuss=pending", "=a", "a"}) {
            var answer = api.get(path + (path.contains("?") ? "&" : "?") + filter, admin);
            assertThat(answer.status()).as(filter).isEqualTo(400);
            assertThat(answer.field("code")).isEqualTo("invalid-request");
            assertThat(answer.json().path("errors").get(0).path("message").asString())
                    .isEqualTo("is not a parameter of this call");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-04-01T00:00:00Z", "2026-04-01t00:00:00.123456789z", "2026-04-01T00:00:00%2B06:00"})
    void aTimeIsAsRfc3339SaysIt(String time) {
        assertThat(api.get("/api/v1/orders?from=" + time, accounts.vendor()).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-04-01T00:00Z",
                "2026-04-01T00:00:00%2B06",
                "2026-04-01T00:00:00%2B06:00:30",
                "2026-04-01T00:00:00",
                "2026-04-01",
                "2026-4-1T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "2026-04-01T24:00:01Z",
                "%2B2026-04-01T00:00:00Z",
                "2026-04-01T00:00:00.Z",
                "2026-04-01T00:00:00.1234567890Z",
                "1774000000"
            })
    void anythingElseIsNoTime(String time) {
        for (var path : new String[] {"/api/v1/orders?from=", "/api/v1/audit?to=", "/api/v1/sms/stats?from="}) {
            var answer = api.get(path + time, accounts.admin());
            assertThat(answer.status()).as(path).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%C0%AE%C0%AE", "%ED%A0%80abc", "%FFabc", "abc%E4%B8"})
    void whatIsNoUtf8IsRefused(String text) {
        var answer = api.get("/api/v1/orders?q=" + text, accounts.vendor());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("q");
    }

    @Test
    void theStreamHasNoFilters() {
        var answer = api.get("/api/v1/orders/stream?status=shipped", accounts.vendor());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("status");
    }
}
