package io.ordergate.ordering.export;

import static io.ordergate.ordering.SignedIn.ORDERS;
import static io.ordergate.ordering.SignedIn.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.Orders;
import io.ordergate.ordering.SignedIn;
import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.support.phone.Phones;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Caller;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;

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
            assertThat(rows.get(0)).startsWith("\ufefforder_number,id,status,");
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
                "=a,b|\"'=a,b\"",
                "\uff1d1+1|'\uff1d1+1",
                "\uff0b880|'\uff0b880",
                "\uff0d1|'\uff0d1",
                "\uff20SUM(A1)|'\uff20SUM(A1)",
                "\ufe66x|'\ufe66x",
                "\u22121|'\u22121",
                "\u200b=1|'\u200b=1",
                "\ufeff\u2066\uff1d1|'\ufeff\u2066\uff1d1",
                "\u00a0\u3164+1|'\u00a0\u3164+1",
                "\u200bplain|\u200bplain",
                "a;=1+1|\"a;=1+1\"",
                "a\t=1+1|\"a\t=1+1\"",
                "`a|=1+1`|`\"a|=1+1\"`",
                "a\u2028=1|\"a\u2028=1\"",
                "01712345678|'01712345678",
                "01.50|'01.50",
                "9789844154123|'9789844154123",
                "1e5|'1e5",
                "450.00|450.00",
                "2026|2026",
                "\u09b2\u09be\u09b2\u09b8\u09be\u09b2\u09c1|\u09b2\u09be\u09b2\u09b8\u09be\u09b2\u09c1"
            })
    void cellsAreText(String cell, String written) {
        assertThat(Csv.row(cell)).isEqualTo(written + "\r\n");
    }

    @Test
    void controlCharactersAreTextToo() {
        assertThat(Csv.row("\t=1", "\r=1", "a\nb", null, 7)).isEqualTo("\"'\t=1\",\"'\r=1\",\"a\nb\",,7\r\n");
    }

    @Test
    void whoPrefersJsonGetsIt() {
        assertThat(accepting("text/csv;q=0.5, application/json").header("Content-Type"))
                .isEqualTo("application/json");
        assertThat(accepting("text/csv;q=0.5, */*").header("Content-Type")).isEqualTo("application/json");
        assertThat(accepting("text/csv;q=0, */*").header("Content-Type")).isEqualTo("application/json");
        for (var accept : List.of(
                "text/csv, application/json;q=0.9",
                "text/csv;q=0.5",
                "application/json;q=0.2, text/csv;q=0.3, */*;q=0.9",
                "text/csv;q=0, text/csv",
                "text/csv, */*")) {
            assertThat(accepting(accept).header("Content-Type")).startsWith("text/csv");
        }
    }

    @Test
    void beginsWithAByteOrderMarkUnlessToldOtherwise() {
        assertThat(export("", customer.token()).body()).startsWith("\ufefforder_number,");
        assertThat(export("?bom=true", customer.token()).body()).startsWith("\ufefforder_number,");
        assertThat(export("?bom=false", customer.token()).body()).startsWith("order_number,");
        assertThat(accepting("?bom=maybe", "text/csv").status()).isEqualTo(400);
        assertThat(accepting("?rows=cells", "text/csv").status()).isEqualTo(400);
    }

    /** A title that looks like two items and one that looks like the end of a quotation. */
    @Test
    void noTitleLooksLikeAnotherItem() {
        people.place(customer.token(), order("A; 5 x Gold", "B\"; 1 x \"C", "Lalsalu"));
        assertThat(export("?bom=false", customer.token()).body().lines().skip(1))
                .singleElement()
                .asString()
                .contains(",\"2 x \"\"A; 5 x Gold\"\"; 2 x \"\"B\"\"\"\"; 1 x \"\"\"\"C\"\"; 2 x Lalsalu\",");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A\n5 x Gold",
                "A\r5 x Gold",
                "A\t5 x Gold",
                "A\u2028 5 x Gold",
                "A\u037e 5 x Gold",
                "A\uff1b 5 x Gold"
            })
    void noTitleHasALineOfItsOwn(String title) {
        people.place(customer.token(), order(title, "Lalsalu"));
        assertThat(export("?bom=false", customer.token()).body())
                .contains("\"2 x \"\"" + title + "\"\"; 2 x Lalsalu\"");
    }

    @ParameterizedTest
    @CsvSource({"?q=x,400", "?limit=5,400", "?rows=cells,400", "?rows=lines,200", "'',200"})
    void headIsAnsweredLikeGetWithoutTheRows(String query, int status) {
        var answer = Api.answer(api.unchecked(HttpMethod.HEAD, ORDERS + query, "", headers -> {
            headers.setBearerAuth(customer.token());
            headers.set("Accept", "text/csv");
        }));
        assertThat(answer.status())
                .isEqualTo(status)
                .isEqualTo(accepting(query, "text/csv").status());
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Content-Type"))
                .isEqualTo(accepting(query, "text/csv").header("Content-Type"));
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo(accepting(query, "text/csv").header("Content-Disposition"));
    }

    @Test
    void givesEachLineARowOfItsOwn() {
        people.place(customer.token(), order("A; 5 x Gold", "Lalsalu"));
        var rows =
                export("?rows=lines&bom=false", customer.token()).body().lines().toList();
        assertThat(rows.get(0))
                .contains(
                        ",total_amount,price_source,line,product_id,title,unit_price,quantity,line_total,kind,note,version");
        assertThat(rows).hasSize(3);
        assertThat(rows.get(1)).contains(",1,'0012,\"A; 5 x Gold\",450.00,2,900.00,");
        assertThat(rows.get(2)).contains(",2,'0012,Lalsalu,450.00,2,900.00,");
        assertThat(rows.get(1)).contains(",'" + customer.phone() + ",");
    }

    @Test
    void writesTimesInTheZoneOfTheShop() {
        var form = new ExportForm(ExportForm.Rows.ORDERS, false, ZoneId.of("Asia/Dhaka"));
        people.placed(customer.token());
        var order = orders.own(OrderFilter.ALL, new PageRequest(1, null), caller())
                .block()
                .items()
                .get(0);
        var local = order.createdAt()
                .atZone(ZoneId.of("Asia/Dhaka"))
                .toOffsetDateTime()
                .toString();
        assertThat(form.rows(order)).contains("," + local + ",").contains("+06:00");
        assertThat(export("", customer.token()).body())
                .contains("," + order.createdAt().toString() + ",");
    }

    private Caller caller() {
        return new Caller(Phones.numbers().stored(customer.phone()), null);
    }

    private static Map<String, Object> order(String... titles) {
        var items = Stream.of(titles)
                .map(title -> Map.of("product_id", "0012", "title", title, "unit_price", "450.00", "quantity", 2))
                .toList();
        var order = new HashMap<>(content("Lalsalu"));
        order.remove("total_amount");
        order.put("items", items);
        return order;
    }

    private Answer accepting(String accept) {
        return accepting("", accept);
    }

    private Answer accepting(String query, String accept) {
        return Api.answer(api.unchecked(HttpMethod.GET, ORDERS + query, "", headers -> {
            headers.setBearerAuth(customer.token());
            headers.set("Accept", accept);
        }));
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
