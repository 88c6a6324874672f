package io.ordergate.sms.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.secret.Ids;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** How many codes were sent, have arrived, came back and placed an order, and what the texts cost. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.sms.guard.prices=LT:0.03;*:0.05")
class FunnelTests {

    private static final String FUNNEL = "/api/v1/sms/funnel?";
    private static final String TEXT = """
            insert into sms_messages (id, provider, purpose, country, encoding, segments, outcome, asked_at, answered_at, delivery,
                                      challenge_id, verified_at)
            select $1, $2, $3, $4, 'gsm7', 2, $5, now(), now(), $6, $7::uuid, case when $8 then now() end""";

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private Ids ids;

    @BeforeEach
    void texts() {
        database.run("delete from sms_messages where country in ('LT', 'MT')");
        text("a", "order", "LT", "accepted", "delivered", true);
        text("a", "order", "LT", "unknown", "failed", false);
        text("a", "order", "LT", "refused", null, false);
        text("b", "login", "LT", "accepted", "delivered", true);
        text("b", "notice", "LT", "accepted", "delivered", false);
        text("b", "notice", "MT", "accepted", "delivered", false);
    }

    @Test
    void codesLeadToOrders() {
        var day = LocalDate.now(ZoneOffset.UTC);
        assertThat(funnel("by=purpose&country=LT"))
                .containsExactly("login 1 1 1 0 1 0 2 0.06", "notice 1 0 0 0 0 0 2 0.06", "order 2 2 1 1 1 1 4 0.12");
        assertThat(funnel("by=provider&country=LT")).containsExactly("a 2 2 1 1 1 1 4 0.12", "b 2 1 1 0 1 0 4 0.12");
        assertThat(funnel("by=country&purpose=order&country=LT")).containsExactly("LT 2 2 1 1 1 1 4 0.12");
        assertThat(funnel("country=LT&provider=a")).containsExactly(day + " 2 2 1 1 1 1 4 0.12");
        assertThat(funnel("by=provider&purpose=notice&provider=b"))
                .as("each country has its own price")
                .contains("b 2 0 0 0 0 0 4 0.16");
        assertThat(funnel("by=country&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "by=week, by",
        "by=country&from=2026-01-01T00:00:00Z&to=2026-05-01T00:00:00Z, from",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, from",
        "step=day, step"
    })
    void whatIsCountedHasBounds(String query, String field) {
        var refused = api.get(FUNNEL + query, accounts.vendor());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors").path(0).path("field").asString())
                .isEqualTo(field);
    }

    @Test
    void theGuardShowsWhatTextsCost() {
        assertThat(api.get("/api/v1/sms/guard", accounts.admin())
                        .json()
                        .path("prices")
                        .toString())
                .isEqualTo("{\"*\":\"0.05\",\"LT\":\"0.03\"}");
    }

    private void text(
            String provider, String purpose, String country, String outcome, String delivery, boolean verified) {
        var challenge = purpose.equals("notice") ? null : UUID.randomUUID().toString();
        database.run(TEXT, ids.next(), provider, purpose, country, outcome, delivery, challenge, verified);
    }

    private List<String> funnel(String query) {
        var answer = api.get(FUNNEL + query, accounts.vendor());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json()
                .path("items")
                .valueStream()
                .map(row -> Stream.of(
                                "key",
                                "texts",
                                "codes",
                                "delivered",
                                "undelivered",
                                "verified",
                                "orders",
                                "segments",
                                "cost")
                        .map(name -> row.path(name).asString())
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
