package io.ordergate.ordering;

import static io.ordergate.ordering.SignedIn.ORDERS;
import static io.ordergate.ordering.SignedIn.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.Caller;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import reactor.test.StepVerifier;

/** An export holds what the list lists, and nothing that a spreadsheet would run. */
@IntegrationTest
class OrderExportTests {

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private Orders orders;

    private SignedIn people;
    private Accounts.Account customer;
    private String vendor;

    @BeforeEach
    void signIn() {
        people = new SignedIn(api, database);
        customer = accounts.account("customer");
        vendor = accounts.vendor();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&status=pending", "&status=cancelled", "&q=some%20book", "&from=2020-01-01T00:00:00Z"})
    void holdsWhatTheListLists(String filter) {
        for (var number = 0; number < 3; number++) {
            people.place(customer.token(), content("Some book"));
            people.cancel(people.placed(customer.token()), customer.token());
        }
        var query = "?phone_number=" + customer.phone().replace("+", "%2B") + filter;
        for (var token : List.of(customer.token(), vendor)) {
            var listed = people.get(ORDERS + query, token)
                    .json()
                    .path("items")
                    .valueStream()
                    .toList();
            var rows = export(query, token).body().lines().toList();
            assertThat(rows.get(0)).startsWith("order_number,id,status,");
            assertThat(rows.subList(1, rows.size()))
                    .extracting(row -> row.split(",", -1)[1])
                    .containsExactlyElementsOf(listed.stream()
                            .map(order -> order.path("id").asString())
                            .toList());
        }
    }

    @Test
    void goesOnBehindTheFirstPage() {
        database.force("""
                insert into orders (id, number, customer_id, address, payment_method, status, currency, total_minor,
                                    search)
                select uuidv7(), 'XX' || lpad(n::text, 14, '0') || upper(right($1, 4)), $1::uuid, 'Somewhere', 'cash_on_delivery', 'pending', 'BDT', 100, ''
                  from generate_series(1, 1200) n""".replace("$1", "'" + customer.id() + "'"));
        database.force("""
                insert into order_items (order_id, position, title, unit_price_minor, quantity)
                select id, 0, 'Lalsalu', 100, 1 from orders where customer_id = $1""", customer.id());
        var rows = export("", customer.token()).body().lines().skip(1).toList();
        assertThat(rows).hasSize(1200).doesNotHaveDuplicates();
    }

    @Test
    void strangersExportNothing() {
        people.placed(customer.token());
        assertThat(export("", accounts.customer()).body().lines()).hasSize(1);
    }

    @Test
    void isOnlyGivenToWhoAsksForIt() {
        for (var accept : List.of("*/*", "application/json", "text/*")) {
            var answer = Api.answer(api.unchecked(HttpMethod.GET, ORDERS, "", headers -> {
                headers.setBearerAuth(customer.token());
                headers.set("Accept", accept);
            }));
            assertThat(answer.header("Content-Type")).isIn("application/json", "application/problem+json");
        }
        var csv = export("", customer.token());
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8;header=present");
        assertThat(csv.header("Content-Disposition")).contains("orders.csv");
        assertThat(api.unchecked(HttpMethod.GET, ORDERS + "?q=x", "", headers -> {
                            headers.setBearerAuth(vendor);
                            headers.set("Accept", "text/csv");
                        })
                        .block()
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain|plain",
                "=1+1|'=1+1",
                "+880|'+880",
                "-1|'-1",
                "@SUM(A1)|'@SUM(A1)",
                "` =1`|`' =1`",
                "a,b|\"a,b\"",
                "a\"b|\"a\"\"b\"",
                "=a,b|\"'=a,b\""
            })
    void cellsAreText(String cell, String written) {
        assertThat(Csv.row(cell)).isEqualTo(written + "\r\n");
    }

    @Test
    void controlCharactersAreTextToo() {
        assertThat(Csv.row("\t=1", "\r=1", "a\nb", null, 7)).isEqualTo("'\t=1,\"'\r=1\",\"a\nb\",,7\r\n");
    }

    @Test
    void onlySoManyAtOnce() {
        var exports = new OrderExports(orders, new ExportSettings(1, Duration.ofMinutes(1)));
        var rows = exports.export(OrderFilter.ALL, new Caller(customer.phone(), null));
        StepVerifier.create(rows, 0)
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> StepVerifier.create(rows)
                        .verifyErrorMatches(error ->
                                error instanceof Failure refusal && refusal.code() == ProblemCode.SERVICE_UNAVAILABLE))
                .thenRequest(10)
                .expectNext("")
                .verifyComplete();
        StepVerifier.create(rows).expectNextCount(2).verifyComplete();
    }

    private Answer export(String query, String token) {
        var answer = Api.answer(api.call(HttpMethod.GET, ORDERS + query, "", headers -> {
            headers.setBearerAuth(token);
            headers.set("Accept", "text/csv");
        }));
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }
}
