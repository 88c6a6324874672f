package io.ordergate.ordering.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.SignedIn;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What the summary takes, and what it answers. */
@IntegrationTest
class SummaryQueryTests {

    private static final String SUMMARY = SignedIn.ORDERS + "/summary";

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Test
    void anOrderIsSummedAtOnceAndCountedAsUndone() {
        var vendor = accounts.vendor();
        var customer = accounts.customer();
        var today = LocalDate.now(ZoneOffset.UTC);
        var query = "?by=method&from=" + today.minusDays(1) + "&to=" + today.plusDays(2);
        var people = new SignedIn(api, database);
        var path = people.placed(customer);
        var placed = cash(query, vendor);
        people.placed(customer);
        people.cancel(path, customer);
        var after = cash(query, vendor);
        assertThat(after[0]).isEqualTo(placed[0] + 1);
        assertThat(after[1]).isEqualTo(placed[1] + 1);
    }

    /** Of times without orders: other tests write orders of today without the triggers that count them. */
    @ParameterizedTest
    @CsvSource({
        "status, to=2026-01-01",
        "method, from=2999-01-01",
        "source, to=2026-01-01",
        "day, from=2025-01-01&to=2026-01-02"
    })
    void whatIsUnderstood(String by, String range) {
        var answer = api.get(SUMMARY + "?by=" + by + "&" + range, accounts.admin());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.field("by")).isEqualTo(by);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?by=day&from=2026-01-01",
                "?from=2025-01-01&to=2026-01-03",
                "?by=status&from=2026-01-02&to=2026-01-02",
                "?by=status&from=2026-02-30",
                "?by=status&from=26-01-01",
                "?by=status&from=1969-12-31",
                "?by=phone",
                "?by=status&status=pending"
            })
    void whatIsNotUnderstoodIsRefused(String query) {
        var answer = api.get(SUMMARY + query, accounts.vendor());
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.field("code")).isEqualTo("invalid-request");
    }

    /** How many orders are paid in cash, and how many of them are undone. */
    private long[] cash(String query, String token) {
        return api.get(SUMMARY + query, token)
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("key").asString().equals("cash_on_delivery")
                        && item.path("currency").asString().equals("BDT"))
                .map(item -> new long[] {
                    item.path("orders").asLong(), item.path("undone_orders").asLong()
                })
                .findFirst()
                .orElseThrow();
    }
}
