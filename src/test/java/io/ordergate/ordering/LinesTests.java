package io.ordergate.ordering;

import static io.ordergate.ordering.SignedIn.ORDERS;
import static io.ordergate.ordering.SignedIn.content;
import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What is stored, shown and exported of an order's lines adds up to its total, whatever their kinds and its currency. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.order.currencies=JPY,KWD")
class LinesTests {

    private static final int CARTS = 60;

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    private SignedIn people;
    private Accounts.Account customer;

    @BeforeEach
    void signIn() {
        people = new SignedIn(api, database);
        customer = accounts.account("customer");
    }

    @Test
    void linesAreStoredShownAndExportedAsTheyAddUp() {
        var carts = new HashMap<String, Cart>();
        Cart.possible().sampleStream().limit(CARTS).forEach(cart -> {
            var order = people.place(customer.token(), of(cart));
            carts.put(order.path("id").asString(), cart);
            assertShown(order, cart);
        });
        carts.forEach((id, cart) -> {
            assertShown(people.get(ORDERS + "/" + id, customer.token()).json(), cart);
            assertStored(id, cart);
        });
        assertExported(carts);
    }

    @Test
    void anotherContentHasItsOwnLines() {
        var carts = Cart.possible().sampleStream().limit(10).toList();
        var path = SignedIn.path(people.place(customer.token(), of(carts.get(0))));
        for (var cart : carts) {
            var edited = people.edit(path, of(cart), customer.token(), "");
            assertThat(edited.status()).as(edited.body()).isEqualTo(200);
            assertShown(edited.json(), cart);
            assertShown(people.get(path, customer.token()).json(), cart);
            assertStored(SignedIn.id(path), cart);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "discount,-450.01,items",
        "discount,50,items[1].unit_price",
        "fee,-1,items[1].unit_price",
        "fee,9999999999999,items",
        "voucher,1,items[1].kind"
    })
    void linesThatAreNoneAreRefused(String kind, String price, String field) {
        var content = of(List.of(line("item", "450"), line(kind, price)));
        var answer = people.send(HttpMethod.POST, ORDERS, content, customer.token());
        SignedIn.refused(answer, 400, "invalid-request");
        assertThat(answer.json().path("errors").path(0).path("field").asString())
                .isEqualTo(field);
    }

    @Test
    void anOrderIsOfSomething() {
        var answer = people.send(HttpMethod.POST, ORDERS, of(List.of(line("fee", "20"))), customer.token());
        SignedIn.refused(answer, 400, "invalid-request");
        assertThat(answer.json().path("errors").path(0).path("field").asString())
                .isEqualTo("items");
    }

    @Test
    void numberTextAndSearchNameWhatIsOrdered() {
        var phone = somePhone();
        var order = new HashMap<>(Api.someOrder(phone));
        order.put("items", List.of(line("discount", "-50"), line("item", "450"), line("tax", "20")));
        var session = api.post("/api/v1/orders/initiate", order).field("session_token");
        assertThat(api.texts(phone)).singleElement().asString().contains("420.00 BDT", "1 item");
        var placed = api.verify(session, api.code(phone));
        assertThat(placed.field("order_number")).startsWith("IT");
        var search = database.rows("select search from orders where id = $1::uuid", placed.field("id"));
        assertThat(search.get(0).get("search").toString()).endsWith(" rahim item of a kind");
    }

    /** A node of the former version writes no kinds: what was begun there is placed here. */
    @Test
    void linesWithoutAKindAreItems() {
        var phone = somePhone();
        var session = api.session(phone);
        database.force("update challenges set payload = payload #- '{items,0,kind}' where phone = $1", phone);
        var placed = api.verify(session, api.code(phone));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.json().path("items").path(0).path("kind").asString()).isEqualTo("item");
        assertThat(database.count(
                        "select count(*) from order_items where order_id = $1::uuid and kind = 'item'",
                        placed.field("id")))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"item,-1", "delivery,-1", "fee,-1", "tax,-1", "discount,1", "voucher,1"})
    void theDatabaseRefusesWhatNoLineIs(String kind, long minor) {
        var order = SignedIn.id(people.placed(customer.token()));
        assertThatThrownBy(() -> database.run(
                        "insert into order_items (order_id, position, title, unit_price_minor, quantity, kind)"
                                + " values ($1::uuid, 9, 'Some line', $2, 1, $3)",
                        order,
                        minor,
                        kind))
                .hasStackTraceContaining("violates check constraint");
    }

    private void assertShown(JsonNode order, Cart cart) {
        assertThat(order.path("currency").asString()).isEqualTo(cart.currency());
        assertThat(order.path("total_amount").asString()).isEqualTo(cart.text(cart.sum()));
        var lines = order.path("items").valueStream().toList();
        assertThat(lines)
                .extracting(line -> line.path("kind").asString())
                .containsExactlyElementsOf(
                        cart.lines().stream().map(Cart.Line::kind).toList());
        assertThat(lines)
                .extracting(line -> line.path("line_total").asString())
                .containsExactlyElementsOf(cart.lines().stream()
                        .map(line -> cart.text(line.total()))
                        .toList());
    }

    private void assertStored(String id, Cart cart) {
        var row = database.rows("""
                select o.total_minor, sum(i.unit_price_minor * i.quantity)::bigint as lines,
                       string_agg(i.kind, ',' order by i.position) as kinds
                  from orders o join order_items i on i.order_id = o.id where o.id = $1::uuid group by o.id""", id).get(0);
        assertThat(row)
                .containsEntry("total_minor", cart.sum().longValueExact())
                .containsEntry("lines", cart.sum().longValueExact())
                .containsEntry(
                        "kinds",
                        String.join(
                                ",", cart.lines().stream().map(Cart.Line::kind).toList()));
    }

    private void assertExported(Map<String, Cart> carts) {
        var csv = Api.answer(api.call(HttpMethod.GET, ORDERS + "?rows=lines&bom=false", "", headers -> {
            headers.setBearerAuth(customer.token());
            headers.set("Accept", "text/csv");
        }));
        var rows = csv.body().lines().map(row -> List.of(row.split(",", -1))).toList();
        var header = rows.get(0);
        var sums = new HashMap<String, BigInteger>();
        for (var row : rows.subList(1, rows.size())) {
            var id = row.get(header.indexOf("id"));
            assertThat(row.get(header.indexOf("kind"))).isIn("item", "delivery", "fee", "discount", "tax");
            var total = new BigDecimal(row.get(header.indexOf("line_total")));
            assertThat(total.scale()).isEqualTo(carts.get(id).decimals());
            sums.merge(id, total.unscaledValue(), BigInteger::add);
            assertThat(row.get(header.indexOf("total_amount")))
                    .isEqualTo(carts.get(id).text(carts.get(id).sum()));
        }
        assertThat(sums).hasSize(carts.size()).allSatisfy((id, sum) -> assertThat(sum)
                .isEqualTo(carts.get(id).sum()));
    }

    private static Map<String, Object> of(Cart cart) {
        var content = of(cart.json());
        content.put("currency", cart.currency());
        content.put("total_amount", cart.text(cart.sum()));
        return content;
    }

    private static Map<String, Object> of(List<Map<String, Object>> lines) {
        var content = content("Lalsalu");
        content.put("address", "House 7 Road 3 Dhaka");
        content.put("items", lines);
        return content;
    }

    private static Map<String, Object> line(String kind, String price) {
        return Map.of("kind", kind, "title", kind + " of a kind", "unit_price", price);
    }
}
